import type { ConfigurationStatus } from '../assembly/configuration.ts'
import type { OperationsSettings } from '../config/settings.ts'
import type { ProcessPlace } from '../operations/process.ts'

/** What `/status` of the operations listener says. */
export type RunningStatus = ProcessPlace & ConfigurationStatus

/** Milliseconds a healthy server answers in many times over. */
const patience = 3000

export const nothingToAsk = 'There is no [operations] table in deployment.toml, so nothing can be asked'

export function nobodyAnswers(address: string): string {
  return `Nothing answers on ${address}: the server does not run, or not with this configuration`
}

/** Where the server with these settings is asked from this machine: "every network" is no address to ask. */
export function addressOf({ host, port }: OperationsSettings): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Rejects when nobody answers. */
export async function ask(url: string): Promise<{ ok: boolean; text: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(patience) })
  return { ok: response.ok, text: await response.text() }
}

/** The same of `/status`. */
export async function askStatus(address: string): Promise<RunningStatus> {
  return JSON.parse((await ask(`${address}/status`)).text)
}
