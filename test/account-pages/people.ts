import assert from 'node:assert/strict'
import type { Account } from '../../src/accounts/account.ts'
import { changeAccount } from '../../src/accounts/change.ts'
import type { LinkKind } from '../../src/accounts/link.ts'
import { makeLink, withLink } from '../../src/accounts/links.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { Store } from '../../src/store/store.ts'
import { enterAccount } from '../support/account.ts'
import { type BrowserClient, createBrowserClient, type Page } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'

const hash = (settings: Settings) => settings.users[0]?.password_hash ?? ''

/** People of their own for each test: what one changes is none of the others' business. */
export function withPeople(settings: Settings): Settings {
  const people = Array.from({ length: 29 }, (_, index) => ({
    username: `person${index}`,
    number: `+947788900${String(index).padStart(2, '0')}`,
    number_verified: true,
    password_hash: hash(settings),
  }))
  const sessions = { ...settings.sessions, rememberBrowserDays: 30 }
  const [client] = settings.clients
  const byNumber = client && {
    ...client,
    metadata: { ...client.metadata, client_id: 'by-number', client_name: 'Parcel tracker' },
    steps: 'basic' as const,
    subject: { claim: 'mobile', numberFormat: 'digits' } as const,
  }
  return {
    ...settings,
    sessions,
    clients: [...settings.clients, ...(byNumber === undefined ? [] : [byNumber])],
    users: [...settings.users, ...people],
  }
}

/** A browser of their own in which they are signed in to their account. */
export async function signIn(
  server: TestServer,
  identifier: string,
): Promise<{ browser: BrowserClient; page: Page }> {
  const browser = createBrowserClient()
  return { browser, page: await enterAccount(server, browser, identifier) }
}

/** The account as it is stored. */
export async function storedAccount(store: Pick<Store, 'accounts'>, identifier: string): Promise<Account> {
  const account = await store.accounts.findByIdentifier(identifier)
  assert.ok(account)
  return account
}

/** The address of a new one-time link, as an admin's command prints it. */
export async function linkFor(
  { issuer }: TestServer,
  { accounts }: Pick<Store, 'accounts'>,
  username: string,
  kind: LinkKind,
  life = 60_000,
): Promise<string> {
  const { id } = await storedAccount({ accounts }, username)
  const { link, token } = makeLink(id, kind, Date.now() + life)
  await changeAccount({ accounts, clock: Date.now }, id, (account) => withLink(account, link, Date.now()))
  return `${issuer}/account/link/${token}`
}
