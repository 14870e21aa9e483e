import { type FileHandle, open } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { type ImportProblem, type Planned, planImport, writeImport } from '../../accounts/admin/import.ts'
import { type Answer, atDesk, type Desk, type Given, Refusal, type Streams } from './desk.ts'
import { fileTrouble } from './file-trouble.ts'
import { type Counts, checkFile, readRows } from './transfer/check.ts'
import { type FileRecord, type Format, formatOf } from './transfer/formats.ts'
import { withPatience } from './transfer/patience.ts'
import { showProgress } from './transfer/progress.ts'
import { readRecords } from './transfer/read.ts'
import { verb } from './verb.ts'

interface ImportOptions extends Given {
  readonly format?: Format
  readonly dryRun?: true
}

/** `latchkey user import` */
export function addImport(user: Command, streams: Streams): void {
  verb(user, 'import', 'make and change accounts from a file, all of it or, with a mistake in it, nothing')
    .argument('<file>', 'CSV or JSON Lines, with the keys of users.toml')
    .addOption(
      new Option('--format <format>', "by default what the file's name ends in").choices(['csv', 'jsonl']),
    )
    .option('--dry-run', 'only look for mistakes and say what would be done')
    .action((file: string, given: ImportOptions) =>
      atDesk('import', given, streams, (desk) => importFile(desk, file, given)),
    )
}

async function importFile(desk: Desk, file: string, given: ImportOptions): Promise<Answer> {
  const format = formatOf(file, given.format)
  if (format === undefined) throw new Refusal('Say what it is: --format csv or --format jsonl.')
  const handle = await openFile(file)
  let stopped = false
  const heedNoMore = desk.streams.onInterrupt(() => {
    stopped = true
  })
  try {
    const { size } = await handle.stat()
    const pass = <T>(label: string, work: (records: AsyncIterable<FileRecord>) => Promise<T>) =>
      withProgress(desk, label, size, (read) => work(until(() => stopped, readRecords(handle, format, read))))
    const problems = problemList()
    const counts = await pass('checking', (records) => checkFile(desk, records, problems.add))
    if (stopped) throw new Refusal('Stopped; nothing was written.')
    if (problems.count === 0 && Object.values(counts).every((count) => count === 0))
      throw new Refusal(`${file} has no row of a person, or is no ${names[format]}.`)
    if (problems.count > 0 || given.dryRun) return answer(counts, problems, 'nothing was written')
    const written = await pass('writing ', (records) => write(desk, records, problems.add))
    const { said, ...rest } = answer(written, problems, 'the others were written')
    const advice = 'Stopped before its end; the same file given again brings the rest.'
    return stopped ? { ...rest, said: `${said}\n${advice}`, failed: true } : { said, ...rest }
  } finally {
    heedNoMore()
    await handle.close()
  }
}

/** What has been read when it is stopped is done, and nothing more is begun. */
async function* until(isStopped: () => boolean, records: AsyncIterable<FileRecord>) {
  for await (const record of records) {
    if (isStopped()) return
    yield record
  }
}

const names: Readonly<Record<Format, string>> = {
  csv: 'CSV whose first line names the columns',
  jsonl: 'JSON Lines',
}

async function openFile(file: string): Promise<FileHandle> {
  const handle = await open(file).catch((error: unknown) => {
    throw new Refusal(`${file} cannot be read: ${fileTrouble(error) ?? String(error)}.`)
  })
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw new Refusal(`${file} is no file; it is read twice, so it cannot be a pipe.`)
}

async function withProgress<T>(
  { streams }: Desk,
  label: string,
  size: number,
  work: (read: (bytes: number) => void) => Promise<T>,
): Promise<T> {
  const progress = showProgress(label, size, streams)
  try {
    return await work(progress.at)
  } finally {
    progress.done()
  }
}

async function write(
  desk: Desk,
  records: AsyncIterable<FileRecord>,
  report: (problem: ImportProblem) => void,
): Promise<Counts> {
  const counts = { created: 0, changed: 0, unchanged: 0 }
  for await (const rows of readRows(records, report)) {
    // A write that was not answered may have been done: looked up again, its account is as the row says.
    const done = await withPatience(async () => writeImport(desk, await planImport(desk, rows)))
    for (const plan of done) {
      if ('problem' in plan) report(plan)
      else tally(desk, plan, counts)
    }
  }
  return counts
}

/** What was done to an account that somebody has already is in the log, and in that person's activity. */
function tally(desk: Desk, plan: Exclude<Planned, ImportProblem>, counts: Counts): void {
  counts[plan.outcome] += 1
  if (plan.outcome !== 'changed' || plan.changes.length === 0) return
  desk.record({ outcome: 'changed', account: plan.write.account.id, changes: plan.changes })
}

/** Shown are the first ones; a file in the wrong shape has one a line. */
const mostShown = 100

function problemList() {
  const shown: ImportProblem[] = []
  const list = {
    shown,
    count: 0,
    add: (problem: ImportProblem) => {
      list.count += 1
      if (shown.length < mostShown) shown.push(problem)
    },
  }
  return list
}

function answer(counts: Counts, { shown, count }: ReturnType<typeof problemList>, rest: string): Answer {
  const { created, changed, unchanged } = counts
  const sum = `${created} new, ${changed} changed, ${unchanged} as they were`
  const problems = shown.toSorted((one, other) => one.line - other.line)
  const lines = problems.map(({ line, problem }) => `line ${line}: ${problem}`)
  const more = count > shown.length ? [`and ${count - shown.length} more`] : []
  const verdict = count > 0 ? `${count === 1 ? '1 mistake' : `${count} mistakes`}; ${rest}.` : `${sum}.`
  return {
    said: [...lines, ...more, verdict].join('\n'),
    facts: { ...counts, mistakes: count, problems },
    failed: count > 0,
  }
}
