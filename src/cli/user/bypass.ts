import type { Command } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { addBypass as addBypassCode } from '../../accounts/admin/backup-codes.ts'
import { drawBackupCode, readBackupCode } from '../../accounts/backup/text.ts'
import { doneOr } from './changed.ts'
import { codeHouse } from './code-house.ts'
import type { Answer, Desk, Given, Streams } from './desk.ts'
import { hoursFrom, hoursOption } from './link.ts'
import { accountVerb, noticeOption } from './verb.ts'

interface BypassOptions extends Given {
  readonly hours: number
}

/** `latchkey user bypass` */
export function addBypass(user: Command, streams: Streams): void {
  const about = [
    'bypass',
    'print one code that works once and not for long, where backup codes are asked for',
  ] as const
  accountVerb(user, streams, about, bypass).addOption(hoursOption(1)).addOption(noticeOption())
}

async function bypass(
  desk: Desk,
  { id, username }: Account,
  { hours, config }: BypassOptions,
): Promise<Answer> {
  const code = drawBackupCode()
  const expiresAt = hoursFrom(desk.clock(), hours)
  const house = await codeHouse(desk, config)
  const { account, deed } = await doneOr(
    desk,
    await addBypassCode(house, id, readBackupCode(code) ?? '', expiresAt),
  )
  const until = new Date(expiresAt).toISOString()
  const note = account.disabledFactors?.includes('backup')
    ? '\nToo many wrong codes have turned backup codes off: "latchkey user unlock" comes first.'
    : ''
  const said = `${code}\nIt works once, after the password, until ${until}. Make sure that you speak with ${username}.${note}`
  return { said, facts: { code, expires_at: until }, deed }
}
