import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Which process this is, for a command that wants to signal it. */
export interface ProcessPlace {
  readonly pid: number
  /** Where the number means this process: the machine, and on Linux the name space of process ids. */
  readonly where: string
}

/** This process. In a container it is number 1, as is another process outside of it: `where` tells them apart. */
export function thisProcess(): ProcessPlace {
  return { pid: process.pid, where: `${hostname()} ${nameSpace()}` }
}

function nameSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return process.platform
  }
}
