import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import type { Account } from '../../accounts/account.ts'
import { clearBackupCodes, setBackupCodes } from '../../accounts/admin/backup-codes.ts'
import { readBackupCodeList } from '../../accounts/backup/list.ts'
import { backupCodesLeft } from '../../accounts/backup/set.ts'
import { drawBackupCodes, readBackupCode } from '../../accounts/backup/text.ts'
import { type Done, doneOr } from './changed.ts'
import { codeHouse } from './code-house.ts'
import { type Answer, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { fileTrouble } from './file-trouble.ts'
import { accountVerb, noticeOption } from './verb.ts'

interface CodesOptions extends Given {
  readonly generate?: true
  readonly set?: string
  readonly clear?: true
  readonly allowShortCodes?: true
}

/** `latchkey user backup-codes` */
export function addBackupCodes(user: Command, streams: Streams): void {
  const about = [
    'backup-codes',
    'make, set or take back the codes that help when no message arrives',
  ] as const
  accountVerb(user, streams, about, change)
    .addOption(new Option('--generate', 'make ten new ones and print them once').conflicts(['set', 'clear']))
    .addOption(
      new Option(
        '--set <file>',
        'codes of your own, comma-separated or a line each; - reads them from standard input',
      ).conflicts('clear'),
    )
    .option('--allow-short-codes', 'take codes of fewer than 10 characters')
    .option('--clear', 'take all of them back')
    .addOption(noticeOption())
}

async function change(desk: Desk, account: Account, given: CodesOptions): Promise<Answer> {
  if (given.clear) return clear(desk, account)
  if (given.generate) return generate(desk, account, given)
  if (given.set !== undefined) return set(desk, account, given.set, given)
  const left = backupCodesLeft(account, desk.clock())
  const said = `${account.username} has ${left} left; --generate, --set and --clear change them.`
  return { said, facts: { left } }
}

async function clear(desk: Desk, { id, username }: Account): Promise<Answer> {
  const answer = { said: `${username} has no backup codes now.`, facts: { left: 0 } }
  const cleared = await clearBackupCodes(desk, id)
  // There may have been none.
  if ('unchanged' in cleared && cleared.unchanged === 'declined') return answer
  const { deed } = await doneOr(desk, cleared)
  return { ...answer, deed }
}

async function generate(desk: Desk, account: Account, given: CodesOptions): Promise<Answer> {
  const codes = drawBackupCodes()
  const readable = codes.flatMap((code) => readBackupCode(code) ?? [])
  const { deed } = await write(desk, account, readable, given)
  const last = `They are not shown again. Those that ${account.username} had before count no more.`
  return { said: [...codes, '', last].join('\n'), facts: { codes }, deed }
}

async function set(desk: Desk, account: Account, file: string, given: CodesOptions): Promise<Answer> {
  const list = readBackupCodeList(file === '-' ? await text(desk.streams.input) : await readText(file))
  if ('problem' in list) throw new Refusal(`Backup codes: ${list.problem}.`)
  if (list.codes.length === 0) throw new Refusal('No code was given; --clear takes all of them back.')
  if (list.short > 0 && !given.allowShortCodes) {
    throw new Refusal(
      `${list.short} of ${list.codes.length} have fewer than 10 characters, so few that they can be guessed; --allow-short-codes takes them all the same.`,
    )
  }
  const done = await write(desk, account, list.codes, given)
  // A bypass is none of them.
  const codes = done.account.backupCodes?.codes ?? []
  const left = codes.filter(({ expiresAt }) => expiresAt === undefined).length
  const used = list.codes.length - left
  const note = used > 0 ? `; ${used} were used before and stay so` : ''
  return { said: `${account.username} has ${left} of them${note}.`, facts: { left }, deed: done.deed }
}

async function write(
  desk: Desk,
  { id }: Account,
  codes: readonly string[],
  { config }: Given,
): Promise<Done> {
  return doneOr(desk, await setBackupCodes(await codeHouse(desk, config), id, codes))
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${fileTrouble(error) ?? String(error)}.`)
  }
}
