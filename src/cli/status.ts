import { loadDeployment } from '../config/load.ts'
import { readExposition, type Samples } from './exposition.ts'

interface Output {
  write(text: string): unknown
}

/** Milliseconds a healthy server answers in many times over. */
const patience = 3000

/**
 * Prints what the running server counts since its start, a line for each thing an admin looks after.
 *
 * @returns the exit code: 1 when it is not ready or cannot be asked
 */
export async function showStatus(directory: string, out: Output): Promise<number> {
  const { operations } = await loadDeployment(directory)
  if (operations === undefined) {
    out.write('There is no [operations] table in deployment.toml, so nothing can be asked.\n')
    return 1
  }
  const { host, port } = operations
  const address = `http://${reachable(host)}:${port}`
  try {
    const [ready, metrics] = await Promise.all([ask(`${address}/ready`), ask(`${address}/metrics`)])
    const samples = readExposition(metrics.text)
    for (const [label, text] of linesOf(ready.text.trim(), samples)) {
      out.write(`${label.padEnd(22)} ${text}\n`)
    }
    return ready.ok ? 0 : 1
  } catch {
    out.write(`Nothing answers on ${address}: the server does not run, or not with this configuration.\n`)
    return 1
  }
}

/** "Every network" is no address to ask; this machine is one of them. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

async function ask(url: string): Promise<{ ok: boolean; text: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(patience) })
  return { ok: response.ok, text: await response.text() }
}

function linesOf(state: string, { sum, by }: Samples): readonly (readonly [string, string])[] {
  const steps = (step: string) => by('latchkey_login_steps_total', 'outcome', { step })
  const accepted = sum('latchkey_sms_messages_total', { outcome: 'accepted' })
  const left = by('latchkey_gateway_left_alone', 'gateway')
  return [
    ['state', state],
    ['configuration since', since(sum('latchkey_configuration_loaded_timestamp_seconds'))],
    ['authorizations', list(by('latchkey_authorizations_total', 'outcome'))],
    ['passwords', list(steps('password'))],
    ['codes by SMS', list(steps('sms'))],
    ['backup codes', list(steps('backup'))],
    ['accounts locked', list(by('latchkey_account_locks_total', 'outcome'))],
    ['messages', list(by('latchkey_sms_messages_total', 'outcome'))],
    ['accepted, by country', list(by('latchkey_sms_messages_total', 'country', { outcome: 'accepted' }))],
    ['receipts', list(by('latchkey_sms_receipts_total', 'outcome'))],
    [
      'receipts after',
      seconds(sum('latchkey_sms_receipt_seconds_sum'), sum('latchkey_sms_receipt_seconds_count')),
    ],
    ['verified', share(sum('latchkey_sms_verified_total'), accepted)],
    ['money', sum('latchkey_sms_money_total').toFixed(2)],
    ['refused by limits', list(by('latchkey_sms_decisions_total', 'budget', { outcome: 'refused' }))],
    [
      'gateways',
      [...left].map(([name, alone]) => `${name} ${alone === 1 ? 'left alone' : 'fine'}`).join(', ') || 'none',
    ],
    [
      'gateway answers after',
      seconds(sum('latchkey_gateway_seconds_sum'), sum('latchkey_gateway_seconds_count')),
    ],
    [
      'store answers after',
      seconds(sum('latchkey_store_seconds_sum'), sum('latchkey_store_seconds_count'), 4),
    ],
    ['store failures', String(sum('latchkey_store_seconds_count', { outcome: 'failed' }))],
    ['lines lost', String(sum('latchkey_sink_lines_lost_total'))],
    ['memory', `${Math.round(sum('process_resident_memory_bytes') / 1_048_576)} MiB`],
  ]
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name || 'unknown'} ${count}`).join(', ') || 'none'
}

function share(part: number, whole: number): string {
  return whole === 0 ? `${part}` : `${part} of ${whole} accepted (${Math.round((100 * part) / whole)} %)`
}

function seconds(total: number, count: number, digits = 1): string {
  return count === 0 ? 'nothing yet' : `${(total / count).toFixed(digits)} s on average`
}

function since(timestamp: number): string {
  return timestamp === 0 ? 'unknown' : new Date(timestamp * 1000).toISOString()
}
