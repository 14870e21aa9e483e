import type { PendingStore } from '../../../interactions/pending.ts'
import type { ProvedBy } from '../proofs.ts'
import type { AccountVisit } from '../visit.ts'

/** A number that was typed after a proof, and waits for the code that is sent to it. Nothing rests on it until then. */
export interface WaitingNumber {
  /** E.164 with plus. */
  readonly number: string
  /** The account's number when the change began, or ''. Another one by now ends the change. */
  readonly from: string
  readonly by: ProvedBy | 'link'
  /** Digest of the enrolment link that allows it, used up with the number. */
  readonly link?: string
  /** Whether the person's other sessions end with the change. */
  readonly endOthers: boolean
  /** Milliseconds since the epoch: when all of this is over, however often the number is corrected. */
  readonly until: number
}

/** With a name that stands for it: kept, since a key that is exchanged in between would give it another one. */
export type NamedNumber = WaitingNumber & { readonly name: string }

/**
 * How long a proof that was used up for a number carries on: enough for a code of ten minutes after a mistyped one, and no
 * longer, or whoever comes to an open page could go on with it for ever. Milliseconds.
 */
export const waitingLifetime = 15 * 60_000

export function putWaiting(
  pending: PendingStore,
  visit: AccountVisit,
  waiting: NamedNumber,
  now: number,
): Promise<void> {
  const { endOthers, until, ...words } = waiting
  const facts = { ...words, session: visit.session.uid, endOthers: String(endOthers), until: String(until) }
  return pending.put(placeOf(visit), facts, Math.max(1, until - now))
}

/** The number that waits in this browser and session. */
export async function waitingNumber(
  pending: PendingStore,
  visit: AccountVisit,
): Promise<NamedNumber | undefined> {
  const facts = await pending.look(placeOf(visit))
  if (facts === undefined || facts.session !== visit.session.uid) return undefined
  const { number = '', name = '', from = '', by, link, endOthers, until } = facts
  return {
    number,
    name,
    from,
    by: by as WaitingNumber['by'],
    ...(link === undefined ? {} : { link }),
    endOthers: endOthers === 'true',
    until: Number(until ?? 0),
  }
}

/** The change is over, one way or the other. */
export async function dropWaiting(pending: PendingStore, visit: AccountVisit): Promise<void> {
  await pending.take(placeOf(visit))
}

function placeOf({ account, browser }: AccountVisit) {
  return { account: account.id, purpose: 'change:number', browser }
}
