import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { Account } from '../account.ts'
import { nextVersion } from '../change.ts'
import { identifiersHeldBy } from '../history.ts'
import { canonicalIdentifier } from '../identifier.ts'
import type { AccountStore, AccountWrite } from '../store.ts'
import type { UserEntry } from '../user-entry.ts'
import { newAccount } from './add.ts'
import { type AdminChange, changesBetween } from './changes.ts'
import { entered } from './enter.ts'

/** An entry of a file, and where it stands there. */
export interface ImportRow {
  readonly line: number
  readonly entry: UserEntry
}

export type ImportProblem = { readonly line: number; readonly problem: string }

/** What a row comes to with the store as it is: nothing to write when the account says the same already. */
export type Planned =
  | { readonly line: number; readonly outcome: 'created'; readonly write: AccountWrite }
  | {
      readonly line: number
      readonly outcome: 'changed'
      readonly write: AccountWrite
      readonly changes: readonly AdminChange[]
    }
  | { readonly line: number; readonly outcome: 'unchanged' }
  | ImportProblem

/**
 * Looks up what a batch of rows would do, and writes nothing. Who has a row's user name is changed by it; an identifier
 * of anybody else is a problem.
 */
export async function planImport(
  { accounts, clock }: { readonly accounts: AccountStore; readonly clock: Clock },
  rows: readonly ImportRow[],
): Promise<readonly Planned[]> {
  const owners = await accounts.holdersOf(rows.map(({ entry }) => canonicalIdentifier(entry.username)))
  const found = await Promise.all(owners.map((id) => (id === undefined ? undefined : accounts.find(id))))
  const plans = rows.map((row, index) => planRow(row, found[index], clock()))
  const wanted = plans.map((plan) => ('write' in plan ? plan.write.identifiers : []))
  const holders = await accounts.holdersOf(wanted.flat())
  let next = 0
  return plans.map((plan, index) => {
    const identifiers = wanted[index] ?? []
    const held = holders.slice(next, next + identifiers.length)
    next += identifiers.length
    if (!('write' in plan)) return plan
    const taken = held.findIndex((id) => id !== undefined && id !== plan.write.account.id)
    return taken < 0
      ? plan
      : { line: plan.line, problem: takenBy(plan.write.account, identifiers[taken] ?? '') }
  })
}

function planRow({ line, entry }: ImportRow, account: Account | undefined, now: number): Planned {
  if (account === undefined) {
    const made = newAccount(entry, now)
    return 'problem' in made
      ? { line, problem: `${made.key}: ${made.problem}` }
      : { line, outcome: 'created', write: made }
  }
  if (canonicalIdentifier(account.username) !== canonicalIdentifier(entry.username)) {
    return { line, problem: `username: it is the number or e-mail address of "${account.username}"` }
  }
  const after = entered(account, entry, now)
  if ('unchanged' in after) return { line, outcome: 'unchanged' }
  if ('problem' in after) return { line, problem: `${after.key}: ${after.problem}` }
  const next = nextVersion(account, after.account, now)
  const write = { account: next, identifiers: identifiersHeldBy(next) }
  return { line, outcome: 'changed', write, changes: changesBetween(account, next) }
}

/** Which key of a row somebody else has. Shows no number. */
export function takenBy({ username, email }: Account, identifier: string): string {
  if (canonicalIdentifier(username) === identifier) return 'username: belongs to another account'
  if (email !== undefined && canonicalIdentifier(email) === identifier)
    return 'email: belongs to another account'
  return 'number: is, or was, of another account; "latchkey user set --release-number" gives a former one away'
}

/** Writes a batch. Rows whose account somebody else wrote in between are among the problems, and can be given again. */
export async function writeImport(
  { accounts }: { readonly accounts: AccountStore },
  plans: readonly Planned[],
): Promise<readonly Planned[]> {
  const writing = plans.filter((plan) => 'write' in plan)
  const results = await accounts.saveAll(writing.map(({ write }) => write))
  const refused = new Map(
    writing.flatMap(({ line, write }, index) => {
      const result = results[index]
      if (result?.saved !== false) return []
      const problem =
        result.reason === 'taken'
          ? takenBy(write.account, result.identifier)
          : 'somebody else changed the account'
      return [[line, { line, problem }] as const]
    }),
  )
  return plans.map((plan) => refused.get(plan.line) ?? plan)
}
