import { existsSync, readFileSync, readlinkSync } from 'node:fs'
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

/**
 * Whether this number is that of a server: a process that runs `latchkey serve`. Whoever answers on its port may name any
 * process, and less than 1 means many of them. Where the system does not tell what a process runs, it is believed.
 */
export function isServer(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false
  if (!existsSync('/proc/self/cmdline')) return true
  const words = commandLine(pid)
  return words.some((word, index) => /(^|\/)latchkey(\.js)?$/.test(word) && words[index + 1] === 'serve')
}

function commandLine(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
