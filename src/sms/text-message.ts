import type { OutgoingMessage } from '../../interactions/sms-otp/ports.ts'

/** A message with a code, or one without: a notice. Gateways whose request names the code carry none of the latter. */
export type TextMessage = Omit<OutgoingMessage, 'code'> & Partial<Pick<OutgoingMessage, 'code'>>
