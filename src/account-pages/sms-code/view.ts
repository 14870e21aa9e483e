import type { View } from '../../../interactions/pages/templates.ts'
import type { Translate } from '../../../interactions/pages/texts.ts'
import { plain } from '../../../interactions/pages/words.ts'
import type { Beginning } from '../prove/ways.ts'

/** The page where the code is turned off and on. */
export interface SmsCodePage {
  readonly enrolled: boolean
  /** What can be done now. */
  readonly change: 'opt-out' | 'opt-in'
  readonly proved: boolean
  /** Without backup codes the clients below would let this person in no more. */
  readonly blocked: boolean
  /** Names of clients that want a second factor of everybody. */
  readonly clients: readonly string[]
  readonly begin: Beginning
  readonly done?: 'opted-out' | 'opted-in'
}

export function smsCodeView(page: SmsCodePage, t: Translate): View {
  return {
    ...page,
    clients: page.clients.map(plain),
    done: page.done && t(`account.sms-code.done.${page.done}`),
  }
}
