import { InvalidArgumentError, Option } from 'commander'
import type { Account } from '../../accounts/account.ts'
import type { LinkKind } from '../../accounts/link.ts'
import { linkPath, makeLink, withLink } from '../../accounts/links.ts'
import { changed } from './changed.ts'
import type { Answer, Desk } from './desk.ts'

const longest = 168

/** How long a link or a bypass works, in hours. */
export function hoursOption(hours: number): Option {
  return new Option('--hours <hours>', `how long it works: 1 to ${longest}`)
    .default(hours)
    .argParser((written) => {
      if (/^\d{1,3}$/.test(written) && Number(written) >= 1 && Number(written) <= longest)
        return Number(written)
      throw new InvalidArgumentError(`It is no whole number from 1 to ${longest}.`)
    })
}

/** When something made now is over. Milliseconds since the epoch. */
export function hoursFrom(now: number, hours: number): number {
  return now + hours * 3_600_000
}

/** Makes a one-time link and prints it; only its digest is stored. */
export async function printLink(
  desk: Desk,
  account: Account,
  kind: LinkKind,
  hours: number,
): Promise<Answer> {
  const now = desk.clock()
  const expiresAt = hoursFrom(now, hours)
  const { link, token } = makeLink(account.id, kind, expiresAt)
  const { deed } = await changed(desk, account, (current) => withLink(current, link, now))
  const url = `${desk.settings.server.issuer}${linkPath}${token}`
  const until = new Date(expiresAt).toISOString()
  return {
    said: `${url}\nIt works once, until ${until}. Give it to ${account.username} and to nobody else.`,
    facts: { link: url, expires_at: until },
    deed,
  }
}
