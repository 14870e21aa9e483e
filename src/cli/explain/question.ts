import { acrValues } from '../../../interactions/assurance.ts'
import type { Person } from '../../../interactions/person.ts'
import type { Asked, Policy } from '../../../interactions/plan.ts'
import type { Account } from '../../accounts/account.ts'
import { canonicalIdentifier } from '../../accounts/identifier.ts'
import { personOf } from '../../accounts/person.ts'
import { rulesOf } from '../../assembly/rules.ts'
import { withAccountPages } from '../../config/account-client.ts'
import { loadSettings } from '../../config/load.ts'
import type { ClientSettings, Settings } from '../../config/settings.ts'
import { nearest } from '../../config/shape.ts'
import type { Subjects } from '../../provider/subjects.ts'
import type { Store } from '../../store/store.ts'
import { besideServer } from '../with-store.ts'
import { type PointAt, pointsInto, type Reason } from './reason.ts'
import { isNumber, shownName } from './shown-name.ts'

/** What an explanation is asked for. */
export interface Named {
  /** Of the configuration. */
  readonly config: string
  /** Username, e-mail address or number. */
  readonly user: string
  /** A client's id. */
  readonly client?: string
  /** What the request asks for. */
  readonly acr?: string
  /** Where the person comes from, in a browser that has not signed the account in before; left out, in one that has. */
  readonly address?: string
}

/** A person at a client, with everything the login would decide by. */
export interface Question {
  readonly settings: Settings
  readonly policy: Policy
  readonly subjects: Subjects
  readonly store: Store
  /** As it is looked up. */
  readonly typed: string
  readonly account: Account
  readonly person: Person
  readonly client: ClientSettings | undefined
  readonly asked: Asked
  readonly address: string | undefined
  readonly pointAt: PointAt
  /** Points at a setting of the client. */
  readonly ofClient: PointAt
}

/** Something that was named and is not there. */
export class Unknown extends Error {
  override name = 'Unknown'
}

/**
 * Looks up who and what is named, in the files and in the store that a server may be using.
 *
 * @throws Unknown, and ConfigurationError
 */
export async function withQuestion<T>(named: Named, answer: (question: Question) => Promise<T>): Promise<T> {
  const { config, user, client: clientId, acr, address } = named
  const { settings: read, origin } = await loadSettings({ directory: config, mode: 'serve' })
  const settings = withAccountPages(read)
  const index = clientId === undefined ? -1 : indexOf(settings.clients, clientId)
  if (acr !== undefined) checkAcr(acr)
  const pointAt = pointsInto(config, origin)
  return besideServer(settings.store, async (store) => {
    const typed = canonicalIdentifier(user)
    const account = (await store.accounts.findByIdentifier(typed)) ?? (await noAccount(store, read, user))
    return answer({
      settings,
      ...rulesOf(settings),
      store,
      typed,
      account,
      person: personOf(account, Date.now()),
      client: settings.clients[index],
      asked: { clientId: clientId ?? '', params: acr === undefined ? {} : { acr_values: acr } },
      address,
      pointAt,
      ofClient: (key, value): Reason => pointAt(`client.${index}.${key}`, value),
    })
  })
}

/** Each client stands in the settings where it stands in the file; those of our own come after. */
function indexOf(clients: readonly ClientSettings[], id: string): number {
  const ids = clients.map(({ metadata }) => metadata.client_id)
  if (!ids.includes(id)) throw new Unknown(`There is no client "${id}" in clients.toml${hint(id, ids)}`)
  const index = ids.indexOf(id)
  if (clients[index]?.metadata.redirect_uris?.length === 0) {
    throw new Unknown(`Nobody signs in to "${id}": it has no redirect_uris and only asks what tokens say.`)
  }
  return index
}

function checkAcr(acr: string): void {
  const known: readonly string[] = Object.values(acrValues)
  if (known.includes(acr)) return
  const allowed = nearest(acr, known) === undefined ? `; allowed: ${known.join(', ')}.` : hint(acr, known)
  throw new Unknown(
    `No login here is "${acr}", and a request that asks for it is treated as if it did not${allowed}`,
  )
}

async function noAccount({ accounts }: Store, settings: Settings, user: string): Promise<never> {
  const names = settings.users.map(({ username }) => username)
  for await (const { username } of accounts.all()) {
    if (names.length >= mostNames) break
    names.push(username)
  }
  const known = names.filter((name) => !isNumber(name))
  throw new Unknown(`There is no account "${shownName(user)}"${hint(user, known)}`)
}

/** As many names are looked through for a slip of the keyboard. */
const mostNames = 10_000

function hint(name: string, known: readonly string[]): string {
  const guess = nearest(name, known)
  return guess === undefined ? '.' : `; did you mean "${guess}"?`
}
