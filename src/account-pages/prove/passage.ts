import { changes } from '../proofs.ts'
import type { Passage } from '../topic.ts'
import { proveByBackupCode } from './backup-code.ts'
import { proveByCode } from './code.ts'
import type { ProveParts } from './parts.ts'
import { provePassword } from './password.ts'

/**
 * The one way to prove a change, whichever it is: `/account/prove/<change>`. A form of the change's own page posts to
 * `<change>/sms-otp/start`; what is right ends on that page again, with a proof of five minutes.
 */
export function provePassage(parts: ProveParts): Passage {
  const passages = changes.flatMap((change) => [
    proveByCode(parts, change),
    proveByBackupCode(parts, change),
    provePassword(parts, change),
  ])
  return {
    pages: Object.assign({}, ...passages.map(({ pages }) => pages)),
    actions: Object.assign({}, ...passages.map(({ actions }) => actions)),
    looks: Object.assign({}, ...passages.map(({ looks = {} }) => looks)),
  }
}
