import { newSalt, sealBackupCodes } from '../../src/accounts/backup/set.ts'
import { drawBackupCodes, readBackupCode } from '../../src/accounts/backup/text.ts'
import { changeAccount } from '../../src/accounts/change.ts'
import { canonicalIdentifier } from '../../src/accounts/identifier.ts'
import { createPasswords } from '../../src/accounts/password.ts'
import { openStoreBeside } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import type { BrowserClient, Page } from './client.ts'
import type { TestServer } from './latchkey.ts'

const { derive } = createPasswords()

/** Works on the server's store beside it, as a command does. */
export async function beside<T>(
  { settings }: Pick<TestServer, 'settings'>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStoreBeside(settings.store)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** The account of a person, as it is stored now. */
export function accountNamed(server: Pick<TestServer, 'settings'>, username: string) {
  return beside(server, async ({ accounts }) => {
    const account = await accounts.findByIdentifier(canonicalIdentifier(username))
    if (account === undefined) throw new Error(`no account ${username}`)
    return account
  })
}

/** Gives a person a set of backup codes and answers them as they are read. */
export async function giveBackupCodes(
  server: Pick<TestServer, 'settings'>,
  username: string,
  { codes = drawBackupCodes(), expiresAt }: { codes?: readonly string[]; expiresAt?: number } = {},
): Promise<readonly string[]> {
  const salt = newSalt()
  const read = codes.map((code) => readBackupCode(code) ?? '')
  const sealed = await sealBackupCodes(read, salt, server.settings.secrets.codeKeys, derive)
  const living = sealed.map((code) => ({ ...code, ...(expiresAt === undefined ? {} : { expiresAt }) }))
  const { id } = await accountNamed(server, username)
  await beside(server, ({ accounts }) =>
    changeAccount({ accounts, clock: Date.now }, id, (account) => ({
      ...account,
      backupCodes: { salt, codes: living, used: [] },
    })),
  )
  return codes
}

/** Types a backup code at the page that asks for one, opened from wherever the login is. */
export async function typeBackupCode(browser: BrowserClient, page: Page, code: string): Promise<Page> {
  const asked = await browser.get(backupUrl(page), { from: page })
  return browser.submit(asked, 'form.backup', { code })
}

/** Where a login, at whatever page, asks for a backup code. */
export function backupUrl({ url }: Page): string {
  const [, base = ''] = /^(\/interaction\/[^/]+)/.exec(url.pathname) ?? []
  return new URL(`${base}/backup-code`, url).href
}
