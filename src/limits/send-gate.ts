import { keyedDigest } from '../../interactions/digest.ts'
import { createMemory } from '../../interactions/memory.ts'
import type { Admission, MessageAbout, SendGate, SendRequest } from '../../interactions/sms-otp/gate.ts'
import type { Audit } from '../operations/audit.ts'
import { budgetsFor, type Hide, moneyFor, watchedLogins, watchesFor } from './budgets.ts'
import { type Judged, judgeDestination } from './destination.ts'
import type { Charged, Left, SpendStore, Watch } from './ports.ts'
import type { SendLimits } from './send-limits.ts'

export interface SendGateOptions {
  readonly store: SpendStore
  readonly limits: SendLimits
  /** Keeps numbers and addresses out of the store; at least 32 random characters. */
  readonly key: string
  /** How long a code may be typed: a login younger than that has not failed yet. Seconds. */
  readonly lifetimeSeconds: number
  readonly audit: Audit
}

/** What became of a message at the gate, and why: one for each message, allowed or not. */
export interface Decision {
  readonly admission: Admission
  /** The budget, the watch or the rule that said no. */
  readonly by?: string
  /** For the admin, in words. */
  readonly why?: string
  readonly country?: string
  readonly left: readonly Left[]
  /** Tallies of which a fifth or less is left. */
  readonly low: readonly string[]
  /** Watches that would be closed if they did not only observe. */
  readonly observed: readonly string[]
}

/** A gate that also says what it would do. */
export interface ExplainingGate extends SendGate {
  /** @param dry decides without taking anything */
  decide(request: SendRequest, dry: boolean): Promise<Decision>
}

/** The gate every message passes: destination, budgets, conversion, money, switch. See SendGate. */
export function createSendGate(options: SendGateOptions): ExplainingGate {
  const { store, limits, audit } = options
  const hide = hideUnder(options.key)
  // The store counts a slot of five minutes once all of it is as old as that.
  const grace = Math.ceil(options.lifetimeSeconds / 60) * 60
  const stopping = limits.conversion.mode === 'stop'

  const judge = createJudge(limits)

  async function decide(request: SendRequest, dry: boolean): Promise<Decision> {
    const judged = judge(request)
    if (!judged.ok) {
      const admission = { admitted: false, why: 'barred', retryIn: 0 } as const
      return { admission, by: 'destination', why: judged.why, left: [], low: [], observed: [] }
    }
    const { destination } = judged
    const { country } = destination
    const budgets = budgetsFor(request, destination, limits, hide)
    const watches = watchesFor(destination, limits, grace, hide)
    const charged = await store.charge({ budgets, watches: stopping ? watches : [] }, { dry })
    const observed = stopping ? [] : await closed(store, watches)
    return { ...decisionOf(charged), country, observed }
  }

  function watchesOf(request: SendRequest): readonly Watch[] {
    const judged = judge(request)
    return judged.ok ? watchesFor(judged.destination, limits, grace, hide) : []
  }

  return {
    decide,
    async admit(request) {
      const decision = await decide(request, false)
      record(audit, request, decision)
      const { admission, country } = decision
      return admission.admitted ? { ...admission, about: about(country, limits) } : admission
    },
    async settle(request, outcome, first, at) {
      if (outcome === 'refused' && at !== undefined) {
        const judged = judge(request)
        if (judged.ok) await store.giveBack(moneyFor(judged.destination.country, limits.money), at)
      }
      // So many of one account count, or two people who never type a code could stop a whole country's messages.
      if (outcome === 'accepted' && first) {
        await store.note(watchesOf(request), 'sent', watchedLogins(request.account))
      }
    },
    async verified(request) {
      recordVerified(audit, request, judge(request))
      await store.note(watchesOf(request), 'verified')
    },
  }
}

/** Asked three times in a login: for the message, for what became of it, and for the right code. */
function createJudge(limits: SendLimits): (request: SendRequest) => Judged {
  const judgements = createMemory<Judged>(256)
  return ({ number, purpose }) =>
    judgements(`${purpose} ${number}`, () => judgeDestination(number, purpose, limits))
}

function about(country: string | undefined, { money }: SendLimits): MessageAbout {
  if (country === undefined) return {}
  const [price] = moneyFor(country, money)
  return price === undefined ? { country } : { country, price: price.amount / 10_000 }
}

/** Watches that only observe are asked for one by one: a dry charge without budgets. */
async function closed(store: SpendStore, watches: readonly Watch[]): Promise<readonly string[]> {
  const answers = await Promise.all(
    watches.map(async (watch) => {
      const charged = await store.charge({ budgets: [], watches: [watch] }, { dry: true })
      return !charged.allowed && charged.by === watch.name ? [watch.name] : []
    }),
  )
  return answers.flat()
}

function decisionOf(charged: Charged): Omit<Decision, 'country' | 'observed'> {
  const { left } = charged
  if (charged.allowed) return { admission: { admitted: true, at: charged.at }, left, low: charged.low }
  const { by, retryIn } = charged
  const why = by === 'stopped' ? 'stopped' : 'limited'
  return { admission: { admitted: false, why, retryIn }, by, left, low: [] }
}

/** One record for each message: who asked, what was decided, by what, and what is left. No number in it. */
function record(audit: Audit, request: SendRequest, decision: Decision): void {
  const { account, purpose, client } = request
  const { admission, by, why, country, left, low, observed } = decision
  audit({
    event: 'sms.decision',
    outcome: admission.admitted ? 'allowed' : 'refused',
    account,
    purpose,
    ...(client === undefined ? {} : { client }),
    ...(country === undefined ? {} : { country }),
    ...(by === undefined ? {} : { by }),
    ...(why === undefined ? {} : { why }),
    left: left.map(({ name, period, left: rest }) => `${[name, period ?? []].flat().join(' ')}: ${rest}`),
  })
  const money = left.flatMap(({ name, period, left: rest }) =>
    name === 'money' ? [`${period}: ${rest / 10_000}`] : [],
  )
  if (low.includes('money')) audit({ event: 'sms.money', outcome: 'low', left: money })
  if (by === 'money') audit({ event: 'sms.money', outcome: 'spent', left: money })
  const conversion = [...observed, ...(by?.endsWith(' conversion') === true ? [by] : [])]
  for (const name of conversion) {
    audit({ event: 'sms.conversion', outcome: observed.length > 0 ? 'observed' : 'stopped', by: name })
  }
}

function recordVerified(audit: Audit, { account, purpose }: SendRequest, judged: Judged): void {
  if (!judged.ok) return
  const { country } = judged.destination
  audit({ event: 'sms.verified', outcome: 'counted', account, purpose, country })
}

function hideUnder(key: string): Hide {
  const remembered = createMemory<string>(256)
  return (kind, text) => {
    const input = `latchkey limits 1\n${kind}\n${text}`
    return remembered(input, () => keyedDigest(key, input).slice(0, 22))
  }
}
