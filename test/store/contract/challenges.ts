import { doorsContract } from './challenges/doors.ts'
import { failuresContract } from './challenges/failures.ts'
import { openingContract } from './challenges/opening.ts'
import { outcomesContract } from './challenges/outcomes.ts'
import { receiptsContract } from './challenges/receipts.ts'
import { resendingContract } from './challenges/resending.ts'
import { verifyingContract } from './challenges/verifying.ts'
import type { OpenStore } from './opener.ts'

/** The rules of challenges; the port's own sentences, one test each. */
export function challengesContract(name: string, open: OpenStore): void {
  openingContract(name, open)
  verifyingContract(name, open)
  resendingContract(name, open)
  outcomesContract(name, open)
  receiptsContract(name, open)
  failuresContract(name, open)
  doorsContract(name, open)
}
