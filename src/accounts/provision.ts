import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { Account } from './account.ts'
import { withConsequences } from './admin/consequences.ts'
import { lettingGo } from './admin/letting-go.ts'
import { removeAccount, type Traces } from './admin/remove.ts'
import type { Sealing } from './backup/digests.ts'
import { nextVersion } from './change.ts'
import { identifiersHeldBy, usedNumber } from './history.ts'
import { canonicalIdentifier } from './identifier.ts'
import { listedCodes } from './provision/listed-codes.ts'
import { mergeEntry } from './provision/merge.ts'
import type { AccountStore, SaveResult, Yielding } from './store.ts'
import type { UserEntry } from './user-entry.ts'

export interface ProvisionOptions {
  readonly accounts: AccountStore
  /** All of them: an account whose entry is missing here is disabled. */
  readonly entries: readonly UserEntry[]
  readonly clock: Clock
  /** Random, never the same twice. */
  readonly newId: () => string
  /** How the backup codes of entries are sealed. */
  readonly sealing: Sealing
  /** Given: accounts whose entry is missing are deleted, with their traces, not disabled. */
  readonly prune?: Traces
}

/** An entry that was not applied; its account is as it was. Shows no number and no hash. */
export interface ProvisionProblem {
  readonly username: string
  readonly key: keyof UserEntry
  readonly problem: string
}

/** What became of the entries, counted; `disabled`: and `removed`: accounts without an entry, by this run. */
export interface ProvisionSummary {
  readonly created: number
  readonly changed: number
  readonly disabled: number
  readonly removed: number
  readonly unchanged: number
  readonly problems: readonly ProvisionProblem[]
}

type Outcome =
  | 'created'
  | 'changed'
  | 'unchanged'
  /** `blocked`: another account has to let go first. */
  | { readonly problem: ProvisionProblem; readonly blocked: boolean }

/** Each lost race is somebody else's step forward, so a handful of instances needs a handful of tries. */
const attempts = 20

/**
 * Applies users.toml to the account store the way declarative tools do: missing accounts are made, existing ones
 * merged (see mergeEntry), those whose entry disappeared are disabled and come back with it. Each account is
 * written all or nothing, and by compare-and-set, so several instances doing this at once come to what one alone
 * would. An account of the same name that was made otherwise is taken over; what its entry does not mention stays.
 *
 * Rejects when the store is away; running it again goes on where it stopped.
 */
export async function provision(options: ProvisionOptions): Promise<ProvisionSummary> {
  const { usable, names, problems } = readNames(options.entries)
  const counts = { created: 0, changed: 0, unchanged: 0 }
  let waiting = usable
  // An identifier may move from one account to another: whoever is blocked tries again after the others.
  for (;;) {
    const blocked: { entry: UserEntry; problem: ProvisionProblem }[] = []
    for (const entry of waiting) {
      const outcome = await applyEntry(options, entry)
      if (typeof outcome === 'string') counts[outcome]++
      else if (outcome.blocked) blocked.push({ entry, problem: outcome.problem })
      else problems.push(outcome.problem)
    }
    if (blocked.length === 0 || blocked.length === waiting.length) {
      problems.push(...blocked.map(({ problem }) => problem))
      break
    }
    waiting = blocked.map(({ entry }) => entry)
  }
  return { ...counts, ...(await dropOthers(options, names)), problems }
}

/** The first entry of a name counts. A name with a problem still keeps its account from being disabled. */
function readNames(entries: readonly UserEntry[]) {
  const problems: ProvisionProblem[] = []
  const byName = new Map<string, UserEntry>()
  for (const entry of entries) {
    const name = canonicalIdentifier(entry.username)
    const problem = (text: string) =>
      problems.push({ username: entry.username, key: 'username', problem: text })
    const first = byName.get(name)
    if (name === '') problem('empty, too long, or with characters that no name has')
    else if (first !== undefined) problem(`the same as "${first.username}" in another entry`)
    else byName.set(name, entry)
  }
  return { usable: [...byName.values()], names: new Set(byName.keys()), problems }
}

async function applyEntry(options: ProvisionOptions, entry: UserEntry): Promise<Outcome> {
  const { accounts, clock, newId } = options
  const name = canonicalIdentifier(entry.username)
  let yielding: Yielding | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found = await accounts.findByIdentifier(name)
    if (found !== undefined && !isNamed(found, name)) return takenBy(entry, 'username', found)
    const now = clock()
    const current = found ?? {
      id: newId(),
      version: 0,
      username: entry.username,
      createdAt: now,
      updatedAt: now,
    }
    const codes = await listedCodes(current, entry, options.sealing, now)
    const merged = mergeEntry(current, entry, codes)
    if ('unchanged' in merged) return 'unchanged'
    if ('problem' in merged) return { problem: { username: entry.username, ...merged }, blocked: false }
    const wanted = withConsequences(current, merged.account, now)
    const result = await write(options, current, wanted, yielding)
    if (result.saved) return found === undefined ? 'created' : 'changed'
    // The file is the admin's explicit word: whoever had the number before lets go of it.
    yielding = await lettingGo(options, wanted.number ?? '', current.id)
    const blocked = result.reason === 'taken' ? await whoHas(options, entry, result.identifier) : undefined
    if (blocked !== undefined) return blocked
  }
  return unsettled(entry)
}

function isNamed(account: Account, name: string): boolean {
  return canonicalIdentifier(account.username) === name
}

function write(
  { accounts, clock }: ProvisionOptions,
  before: Account,
  account: Account,
  yielding?: Yielding,
): Promise<SaveResult> {
  const next = nextVersion(before, account, clock())
  return accounts.save(next, identifiersHeldBy(next), yielding)
}

/** Undefined when the way is free: it was let go, or will be, or another instance made this very account. */
async function whoHas(
  options: ProvisionOptions,
  entry: UserEntry,
  identifier: string,
): Promise<Outcome | undefined> {
  const owner = await options.accounts.findByIdentifier(identifier)
  if (owner === undefined || isNamed(owner, canonicalIdentifier(entry.username))) return undefined
  if (owner.formerNumbers?.some((number) => usedNumber(number) === identifier)) return undefined
  return takenBy(entry, keyOf(entry, identifier), owner)
}

function keyOf({ username, email }: UserEntry, identifier: string): keyof UserEntry {
  if (canonicalIdentifier(username) === identifier) return 'username'
  return email !== undefined && canonicalIdentifier(email) === identifier ? 'email' : 'number'
}

function takenBy({ username }: UserEntry, key: keyof UserEntry, owner: Account): Outcome {
  const state = owner.disabled ? ', which is disabled' : ''
  return {
    problem: { username, key, problem: `the ${key} of "${username}" belongs to "${owner.username}"${state}` },
    blocked: true,
  }
}

function unsettled({ username }: UserEntry): Outcome {
  const problem = `others kept writing this account; given up after ${attempts} tries`
  return { problem: { username, key: 'username', problem }, blocked: false }
}

/** Accounts that an entry made and that have none any more. */
async function dropOthers(
  options: ProvisionOptions,
  names: ReadonlySet<string>,
): Promise<Pick<ProvisionSummary, 'disabled' | 'removed'>> {
  const { accounts, prune } = options
  const isLeft = (account: Account) =>
    account.provisioned !== undefined && !names.has(provisionedName(account))
  const left: string[] = []
  // Collected first: writing while reading on would make what is read depend on the store.
  for await (const account of accounts.all()) {
    if (isLeft(account)) left.push(account.id)
  }
  const counts = { disabled: 0, removed: 0 }
  for (const id of left) {
    if (prune === undefined) counts.disabled += (await disable(options, id)) ? 1 : 0
    else if (await removeAccount({ ...prune, accounts }, id, { releaseNumbers: false, mayGo: isLeft }))
      counts.removed++
  }
  return counts
}

function provisionedName({ provisioned, username }: Account): string {
  const name = provisioned?.username
  return canonicalIdentifier(typeof name === 'string' ? name : username)
}

/**
 * As if the entry had been left with `disabled = true`: done once, so that somebody who enables the account by
 * other means is not overruled at the next start, and undone when the entry comes back without that line.
 */
async function disable(options: ProvisionOptions, id: string): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const account = await options.accounts.find(id)
    if (account === undefined || account.provisioned?.disabled === true) return false
    const provisioned = { ...account.provisioned, disabled: true }
    const dropped = withConsequences(account, { ...account, disabled: true, provisioned }, options.clock())
    const result = await write(options, account, dropped)
    if (result.saved) return account.disabled !== true
  }
  return false
}
