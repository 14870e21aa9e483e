import { userInfo } from 'node:os'
import type { Writable } from 'node:stream'
import type { ActivityStore } from '../../accounts/activity.ts'
import type { AdminChange } from '../../accounts/admin/changes.ts'
import { type AdminEvent, withActivity } from '../../accounts/note-activity.ts'
import type { DeploymentSettings } from '../../config/settings.ts'
import { type Audit, createAudit } from '../../operations/audit.ts'
import { createLog, flushLog, type Log } from '../../operations/log.ts'

/** What a verb leaves in the log, and, of what it changed, in the account's own activity. */
export interface Recorded {
  readonly outcome: string
  readonly account?: string | undefined
  readonly changes?: readonly AdminChange[] | undefined
}

/** The record of one verb: who of this machine did what, to whom. */
export interface Record {
  readonly audit: Audit
  record(recorded: Recorded): void
  /** Resolves when all of it is written. */
  written(): Promise<void>
}

/** Opens it. Standard output is the answer's: where the log is there, lines go to `errors`. */
export function openRecord(
  verb: string,
  settings: Pick<DeploymentSettings, 'log' | 'audit'>,
  activity: Pick<ActivityStore, 'note'>,
  { errors }: { readonly errors: Writable },
): Record {
  const log = openLog(settings, errors)
  const waiting = new Set<Promise<void>>()
  const noting: Pick<ActivityStore, 'note'> = {
    note(...words) {
      const noted = activity.note(...words)
      const over = noted.then(undefined, () => {}).finally(() => waiting.delete(over))
      waiting.add(over)
      return noted
    },
  }
  const report = () =>
    void errors.write('latchkey: the store did not take it into the account\u2019s activity.\n')
  const audit = withActivity(createAudit(log), noting, report)
  return {
    audit,
    record({ outcome, account, changes = [] }) {
      const about = { ...(account && { account }), ...(changes.length > 0 && { changes }) }
      audit({ event: `admin.user.${verb}`, outcome, by: operator(), ...about } satisfies AdminEvent)
    },
    async written() {
      await Promise.all(waiting)
      await flushLog(log)
    },
  }
}

/** With security events apart, where those go. */
function openLog({ log, audit }: Pick<DeploymentSettings, 'log' | 'audit'>, errors: Writable): Log {
  const { destination, ...rest } = audit.apart ? { ...audit, level: 'info' as const } : log
  if (destination !== undefined) return createLog({ ...rest, destination })
  return createLog(rest, { write: (line: string) => void errors.write(line) })
}

function operator(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run as a user that has no name.
    return `${process.getuid?.() ?? 'unknown'}`
  }
}
