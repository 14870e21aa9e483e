import type { Command } from 'commander'
import { addAdd } from './add.ts'
import { addApply } from './apply.ts'
import { addBackupCodes } from './backup-codes.ts'
import { addBypass } from './bypass.ts'
import type { Streams } from './desk.ts'
import { addDisable, addEnable } from './disable.ts'
import { addExport } from './export.ts'
import { addImport } from './import.ts'
import { addInvite } from './invite.ts'
import { addList } from './list.ts'
import { addPassword } from './password.ts'
import { addRemove } from './remove.ts'
import { addSet } from './set.ts'
import { addShow } from './show.ts'
import { addUnlock } from './unlock.ts'

/** Every verb of `latchkey user`, in the order of its help. */
export function addVerbs(user: Command, streams: Streams): void {
  const all = [
    addAdd,
    addShow,
    addList,
    addSet,
    addPassword,
    addInvite,
    addBackupCodes,
    addBypass,
    addDisable,
    addEnable,
    addUnlock,
    addApply,
    addImport,
    addExport,
    addRemove,
  ]
  for (const add of all) add(user, streams)
}
