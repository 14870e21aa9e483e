import type { Barrier } from '../../interactions/sms-otp/failures.ts'
import type { Account } from '../accounts/account.ts'
import { canonicalIdentifier } from '../accounts/identifier.ts'
import { loadSettings } from '../config/load.ts'
import { networkOf } from '../limits/network.ts'
import { createSendGate, type Decision } from '../limits/send-gate.ts'
import { exitCode } from './running.ts'
import { besideServer } from './with-store.ts'

export interface ExplainSendOptions {
  readonly config: string
  /** Username, e-mail address or number. */
  readonly user: string
  /** A client's id. */
  readonly client?: string
  /** The address the person would come from, in a browser that has not signed the account in before. */
  readonly ip?: string
  readonly out: { write(text: string): unknown }
}

/**
 * Says whether this account would be sent a code now: what about the account forbids it, or else, by the gate's own code
 * and without taking anything, every budget with what is left of it, and who would say no.
 *
 * @returns the exit code: 0 when the message would be allowed
 */
export async function explainSend({ config, user, client, ip, out }: ExplainSendOptions): Promise<number> {
  const { settings } = await loadSettings({ directory: config, mode: 'serve' })
  const refuse = (why: string) => {
    out.write(`${why}\n`)
    return exitCode.failed
  }
  if (client !== undefined && !settings.clients.some(({ metadata }) => metadata.client_id === client)) {
    return refuse(`There is no client "${client}" in clients.toml.`)
  }
  return besideServer(settings.store, async ({ accounts, challenges, limits }) => {
    const account = await accounts.findByIdentifier(canonicalIdentifier(user))
    const hindrance = hindranceOf(account, account && (await challenges.barrier(account.id)))
    if (account?.number === undefined || hindrance !== undefined) {
      return refuse(hindrance ?? 'The account has no number.')
    }
    const gate = createSendGate({
      store: limits.spend,
      limits: settings.limits,
      key: settings.secrets.cookieKeys[0] ?? '',
      lifetimeSeconds: settings.authentication.smsOtp.lifetimeSeconds,
      audit: () => {},
    })
    const request = {
      account: account.id,
      purpose: 'login',
      number: account.number,
      ...(client === undefined ? {} : { client }),
      ...(ip === undefined ? {} : { network: networkOf(ip) }),
    }
    const decision = await gate.decide(request, true)
    for (const line of explain(decision)) out.write(`${line}\n`)
    return decision.admission.admitted ? 0 : exitCode.failed
  })
}

/** What about the account itself keeps it from being sent anything, whatever is left. */
function hindranceOf(account: Account | undefined, barrier: Barrier | undefined): string | undefined {
  if (account === undefined) return 'There is no such account.'
  if (account.disabled === true) return 'The account is disabled.'
  if (account.smsOptOut === true) return 'The person opted out of codes by SMS.'
  if (account.number !== undefined && account.numberVerified !== true) return 'Its number is not proved.'
  if (barrier?.kind === 'locked') return `Its codes are locked until ${inFuture(barrier.retryIn)}.`
  const off = barrier?.kind === 'disabled' || account.disabledFactors?.includes('sms') === true
  return off ? 'Wrong codes have turned its codes off; "latchkey user unlock" takes that back.' : undefined
}

function inFuture(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString()
}

/** What an admin would change or do, by what said no. */
const remedies: Readonly<Record<string, string>> = {
  number: 'gap_seconds, per_number_10_minutes or per_number_day in [limits]',
  account: 'gap_seconds, per_account_10_minutes or per_account_day in [limits]',
  network: 'per_network_hour in [limits]',
  block: 'per_block_hour or per_block_day in [limits]',
  country: 'per_country_hour or per_country_day in [limits]',
  client: 'per_client_hour or per_client_day in [limits]',
  all: 'per_minute or per_day in [limits]',
  money: 'per_day or per_month in [limits.money]',
  'country conversion': '[limits.conversion]',
  'block conversion': '[limits.conversion]',
  stopped: '"latchkey sms start" takes it back',
}

function explain({ admission, by = '', why, country, left, observed }: Decision): string[] {
  const remedy = remedies[by]
  const reason = why ?? (remedy === undefined ? by : `${by} (${remedy})`)
  const verdict = admission.admitted ? 'A message would be sent.' : `No message would be sent: ${reason}.`
  const wait = !admission.admitted && admission.retryIn > 0
  const rest = admission.admitted ? 'left after it' : 'left'
  return [
    verdict,
    ...(wait ? [`The earliest time is ${inFuture(admission.retryIn)}.`] : []),
    ...(country === undefined ? [] : [`Its country is ${country}.`]),
    ...observed.map((name) => `Its ${name} is below the ratio, which is only observed.`),
    ...left.map(({ name, period, left: amount }) => {
      const what = period === undefined ? name : `${name}, this ${period}`
      return `  ${rest}: ${what.padEnd(22)} ${name === 'money' ? (amount / 10_000).toFixed(2) : amount}`
    }),
  ]
}
