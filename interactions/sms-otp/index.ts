export {
  type ChallengeOptions,
  type Challenges,
  createChallenges,
  type ReceiptOptions,
  type SmsEvent,
} from './challenge.ts'
export type { CodeKey, CodeShape } from './code.ts'
export { defaultShape, defaultTerms } from './defaults.ts'
export type { MessageFacts } from './message.ts'
export { type MountOptions, smsOtpRoutes, smsOtpUrl } from './mount.ts'
export type * from './ports.ts'
export { type InteractionPolicy, promptName, smsOtpPrompt } from './prompt.ts'
export type * from './receipt-store.ts'
export { createSmsStep, type SmsAnswer, type SmsNews, type SmsStep, type SmsVisit } from './step.ts'
