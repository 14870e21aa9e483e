import assert from 'node:assert/strict'
import type { Account } from '../../src/accounts/account.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { Store } from '../../src/store/store.ts'
import { enterAccount } from '../support/account.ts'
import { type BrowserClient, createBrowserClient, type Page } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'

const hash = (settings: Settings) => settings.users[0]?.password_hash ?? ''

/** People of their own for each test: what one changes is none of the others' business. */
export function withPeople(settings: Settings): Settings {
  const people = Array.from({ length: 28 }, (_, index) => ({
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
export async function storedAccount(store: Store, identifier: string): Promise<Account> {
  const account = await store.accounts.findByIdentifier(identifier)
  assert.ok(account)
  return account
}
