import type { PendingStore } from '../../../interactions/pending.ts'

/** How long a followed link may wait for the sign-in and the number. Milliseconds. */
const lifetime = 30 * 60_000

/** An enrolment link was followed in this browser: once its person has signed in there, a first number may be typed. */
export function putInvitation(
  pending: PendingStore,
  account: string,
  browser: string,
  digest: string,
): Promise<void> {
  return pending.put(placeOf(account, browser), { digest }, lifetime)
}

/** The link that was followed; whether it still opens anything, the account says when the number is written. */
export async function invitation(
  pending: PendingStore,
  account: string,
  browser: string,
): Promise<string | undefined> {
  return (await pending.look(placeOf(account, browser)))?.digest
}

function placeOf(account: string, browser: string) {
  return { account, purpose: 'invitation', browser }
}
