import { spendContract } from './limits/spend.ts'
import { waitsContract } from './limits/waits.ts'
import type { OpenStore } from './opener.ts'

/** What limits rest on; the port's own sentences. */
export function limitsContract(name: string, open: OpenStore): void {
  spendContract(name, open)
  waitsContract(name, open)
}
