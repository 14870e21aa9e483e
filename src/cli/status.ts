import { loadOperations } from '../config/load.ts'
import {
  addressOf,
  ask,
  askStatus,
  nobodyAnswers,
  nothingToAsk,
  type RunningStatus,
} from './ask-operations.ts'
import { readExposition, type Samples } from './exposition.ts'

interface Output {
  write(text: string): unknown
}

type Lines = readonly (readonly [label: string, text: string])[]

/**
 * Prints what the running server counts since its start, a line for each thing an admin looks after.
 *
 * @returns the exit code: 1 when it is not ready or cannot be asked
 */
export async function showStatus(directory: string, out: Output): Promise<number> {
  const operations = await loadOperations(directory)
  if (operations === undefined) {
    out.write(`${nothingToAsk}.\n`)
    return 1
  }
  const address = addressOf(operations)
  try {
    const [ready, metrics, status] = await Promise.all([
      ask(`${address}/ready`),
      ask(`${address}/metrics`),
      askStatus(address),
    ])
    const samples = readExposition(metrics.text)
    for (const [label, text] of [...stateOf(ready.text.trim(), status), ...linesOf(samples)]) {
      out.write(`${label.padEnd(22)} ${text}\n`)
    }
    return ready.ok ? 0 : 1
  } catch {
    out.write(`${nobodyAnswers(address)}.\n`)
    return 1
  }
}

/** The newest files may be refused: then older ones are in force, and whoever looks must see it. */
function stateOf(state: string, { generation, loadedAt, last }: RunningStatus): Lines {
  const lines: Lines = [
    ['state', state],
    ['configuration', `number ${generation}, since ${loadedAt}`],
  ]
  if (last?.outcome !== 'refused') return lines
  const refused = last.problems.map(
    (problem, index) => [index === 0 ? 'refused because' : '', problem] as const,
  )
  return [...lines, ['reload refused at', last.at], ...refused]
}

/** Of messages: by which labels they are told apart. */
const views = ['country', 'gateway', 'client', 'language'] as const

function linesOf({ sum, by }: Samples): Lines {
  const steps = (step: string) => by('latchkey_login_steps_total', 'outcome', { step })
  const accepted = sum('latchkey_sms_messages_total', { outcome: 'accepted' })
  const left = by('latchkey_gateway_left_alone', 'gateway')
  return [
    ['authorizations', list(by('latchkey_authorizations_total', 'outcome'))],
    ['passwords', list(steps('password'))],
    ['codes by SMS', list(steps('sms'))],
    ['backup codes', list(steps('backup'))],
    ['accounts locked', list(by('latchkey_account_locks_total', 'outcome'))],
    ['messages', list(by('latchkey_sms_messages_total', 'outcome'))],
    ...views.map(
      (view) =>
        [
          `accepted, by ${view}`,
          list(by('latchkey_sms_messages_total', view, { outcome: 'accepted' })),
        ] as const,
    ),
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
