import { roughTime } from '../../../interactions/pages/times.ts'
import type { PendingStore } from '../../../interactions/pending.ts'
import type { Change } from '../proofs.ts'
import type { AccountAnswer, Action, Passage } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { type ProveParts, pageOf } from './parts.ts'
import { waysOf } from './ways.ts'

/** How long a proved password may wait for the code. Milliseconds. */
const lifetime = 10 * 60_000

/** Longer ones are answered without being hashed; the account domain has the same bound. */
const longest = 1024

/** The password, where it is wanted: before anything is sent, and in the same session. */
export function provePassword(parts: ProveParts, change: Change): Passage {
  const action: Action = {
    fields: ['password'],
    proof: 'none',
    async act(visit, { password = '' }) {
      const ways = waysOf(visit.person, change, parts.factorEnabled)
      if (!ways.password) return { to: `prove/${change}` }
      if (password === '') return askPassword(change, 400, 'missing')
      if (password.length > longest) return askPassword(change, 400, 'too-long')
      const { account, caller } = visit
      const tried = await parts.people.authenticate(account.username, password, caller)
      if (tried.result === 'held') return held(change, tried.retryIn)
      if (tried.result !== 'right' || tried.person.id !== account.id) return askPassword(change, 422, 'wrong')
      return goOn(parts, visit, change, ways.second.length === 0)
    },
  }
  return { pages: {}, actions: { [`prove/${change}/password`]: action } }
}

async function goOn(
  parts: ProveParts,
  visit: AccountVisit,
  change: Change,
  isAll: boolean,
): Promise<AccountAnswer> {
  if (isAll) {
    await parts.proofs.make(visit, change, 'pwd')
    return { to: pageOf[change] }
  }
  await parts.pending.put(placeOf(visit, change), { session: visit.session.uid }, lifetime)
  return { to: `prove/${change}` }
}

/** Whether the password was proved for this change a moment ago. */
export async function hasPassword(
  { pending }: { readonly pending: PendingStore },
  visit: AccountVisit,
  change: Change,
): Promise<boolean> {
  return (await pending.look(placeOf(visit, change)))?.session === visit.session.uid
}

/** The same, and uses it up. */
export async function takePassword(
  { pending }: { readonly pending: PendingStore },
  visit: AccountVisit,
  change: Change,
): Promise<boolean> {
  return (await pending.take(placeOf(visit, change)))?.session === visit.session.uid
}

/** Asks for it. */
export function askPassword(
  change: Change,
  status = 200,
  problem?: 'missing' | 'wrong' | 'too-long' | 'held',
  retryAfter = 0,
): AccountAnswer {
  return {
    show: 'password-first',
    status,
    ...(retryAfter === 0 ? {} : { retryAfter }),
    view: (t) => ({
      action: `/account/prove/${change}/password`,
      back: `/account/${pageOf[change]}`,
      problem: problem && t(`account.prove.password.${problem}`, { time: roughTime(retryAfter, t) }),
    }),
  }
}

function held(change: Change, retryIn: number): AccountAnswer {
  return askPassword(change, 429, 'held', Math.max(1, Math.ceil(retryIn / 1000)))
}

function placeOf({ account, browser }: AccountVisit, change: Change) {
  return { account: account.id, purpose: `password:${change}`, browser }
}
