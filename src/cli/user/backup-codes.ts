import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { clearBackupCodes, setBackupCodes } from '../../accounts/admin/backup-codes.ts'
import { readBackupCodeList } from '../../accounts/backup/list.ts'
import { backupCodesLeft } from '../../accounts/backup/set.ts'
import { drawBackupCodes, readBackupCode } from '../../accounts/backup/text.ts'
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

interface CodesOptions extends Given {
  readonly generate?: true
  readonly set?: string
  readonly clear?: true
  readonly allowShortCodes?: true
}

/** `latchkey user backup-codes` */
export function addBackupCodes(user: Command, streams: Streams): void {
  verb(user, 'backup-codes', 'make, set or take back the codes that help when no message arrives')
    .argument(...userArgument)
    .addOption(new Option('--generate', 'make ten new ones and print them once').conflicts(['set', 'clear']))
    .addOption(
      new Option(
        '--set <file>',
        'codes of your own, comma-separated or a line each; - reads them from standard input',
      ).conflicts('clear'),
    )
    .option('--allow-short-codes', 'take codes of fewer than 10 characters')
    .option('--clear', 'take all of them back')
    .action((name: string, given: CodesOptions) =>
      atDesk('backup-codes', given, streams, (desk) => change(desk, name, given)),
    )
}

async function change(desk: Desk, name: string, given: CodesOptions): Promise<Answer> {
  const account = await accountNamed(desk, name)
  if (given.clear) return clear(desk, account)
  if (given.generate) return generate(desk, account, given)
  if (given.set !== undefined) return set(desk, account, given.set, given)
  const left = backupCodesLeft(account, desk.clock())
  const said = `${account.username} has ${left} left; --generate, --set and --clear change them.`
  return { said, facts: { id: account.id, left }, account: account.id }
}

async function clear(desk: Desk, account: Account): Promise<Answer> {
  await clearBackupCodes(desk, account.id)
  return {
    said: `${account.username} has no backup codes now.`,
    facts: { id: account.id, left: 0 },
    account: account.id,
  }
}

async function generate(desk: Desk, account: Account, given: CodesOptions): Promise<Answer> {
  const codes = drawBackupCodes()
  await write(
    desk,
    account,
    codes.flatMap((code) => readBackupCode(code) ?? []),
    given,
  )
  const said = [
    ...codes,
    '',
    `They are not shown again. Those that ${account.username} had before count no more.`,
  ]
  return { said: said.join('\n'), facts: { id: account.id, codes }, account: account.id }
}

async function set(desk: Desk, account: Account, file: string, given: CodesOptions): Promise<Answer> {
  const list = readBackupCodeList(file === '-' ? await text(desk.streams.input) : await readText(file))
  if ('problem' in list) throw new Refusal(`Backup codes: ${list.problem}.`, account.id)
  if (list.codes.length === 0)
    throw new Refusal('No code was given; --clear takes all of them back.', account.id)
  if (list.short > 0 && !given.allowShortCodes) {
    throw new Refusal(
      `${list.short} of ${list.codes.length} have fewer than 10 characters, so few that they can be guessed; --allow-short-codes takes them all the same.`,
      account.id,
    )
  }
  const left = await write(desk, account, list.codes, given)
  const used = list.codes.length - left
  const note = used > 0 ? `; ${used} were used before and stay so` : ''
  return {
    said: `${account.username} has ${left} of them${note}.`,
    facts: { id: account.id, left },
    account: account.id,
  }
}

/** @returns how many of the codes count now; a bypass is none of them */
async function write(
  desk: Desk,
  account: Account,
  codes: readonly string[],
  { config }: Given,
): Promise<number> {
  const changed = await setBackupCodes(await codeHouse(desk, config), account.id, codes)
  if (!('account' in changed)) throw new Refusal('The account is gone.', account.id)
  return changed.account.backupCodes?.codes.filter(({ expiresAt }) => expiresAt === undefined).length ?? 0
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
