import type { Command } from 'commander'
import { addBypass as addBypassCode } from '../../accounts/admin/backup-codes.ts'
import { drawBackupCode, readBackupCode } from '../../accounts/backup/text.ts'
import { codeHouse } from './code-house.ts'
import {
  type Answer,
  accountNamed,
  atDesk,
  type Desk,
  type Given,
  Refusal,
  type Streams,
  userArgument,
  verb,
} from './desk.ts'
import { hoursFrom, hoursOption } from './link.ts'

interface BypassOptions extends Given {
  readonly hours: number
}

/** `latchkey user bypass` */
export function addBypass(user: Command, streams: Streams): void {
  verb(user, 'bypass', 'print one code that works once and not for long, where backup codes are asked for')
    .argument(...userArgument)
    .addOption(hoursOption(1))
    .action((name: string, given: BypassOptions) =>
      atDesk('bypass', given, streams, (desk) => bypass(desk, name, given)),
    )
}

async function bypass(desk: Desk, name: string, { hours, config }: BypassOptions): Promise<Answer> {
  const account = await accountNamed(desk, name)
  const { id, username } = account
  const code = drawBackupCode()
  const expiresAt = hoursFrom(desk.clock(), hours)
  const changed = await addBypassCode(
    await codeHouse(desk, config),
    id,
    readBackupCode(code) ?? '',
    expiresAt,
  )
  if (!('account' in changed)) throw new Refusal('The account is gone.', id)
  const until = new Date(expiresAt).toISOString()
  const off = changed.account.disabledFactors?.includes('backup') === true
  const note = off
    ? '\nToo many wrong codes have turned backup codes off: "latchkey user unlock" comes first.'
    : ''
  const said = `${code}\nIt works once, after the password, until ${until}. Make sure that you speak with ${username}.${note}`
  return { said, facts: { id, code, expires_at: until }, account: id }
}
