import type { SmsNews } from '../sms-otp/step.ts'
import { deliveryText } from './code-view.ts'
import type { Translate } from './texts.ts'

/** What the code page's script is told: the line that is true now, and whether to ask again. */
export interface DeliveryNews {
  readonly delivery: SmsNews['delivery']
  readonly final: boolean
  /** Of the newest message; left out, as the next two, when there is none to tell of. */
  readonly message?: number
  readonly text?: string
  /** Seconds until another message may be asked for; 0 = now. */
  readonly resendIn?: number
}

export function deliveryNews(news: SmsNews, t: Translate): DeliveryNews {
  const { delivery, final } = news
  if (!('challenge' in news)) return { delivery, final }
  const { message, resendIn } = news.challenge
  const text = deliveryText(news.challenge, news.number, t)
  return { delivery, final, message, text, resendIn: Math.ceil(resendIn / 1000) }
}
