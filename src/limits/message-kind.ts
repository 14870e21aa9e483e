/**
 * What limits tell apart: a code to a number that is proved, one to a number that somebody claims (the door at which
 * fraud picks the destination), and a notice, which nobody asks for.
 */
export type MessageKind = 'code' | 'enrolment' | 'notice'

/**
 * @param purpose as in Place: `login`, `step-up` and the `prove-…` of a change go to the stored number; what nobody has
 *   heard of is taken for the strictest kind
 */
export function kindOf(purpose: string): MessageKind {
  if (purpose === 'notice') return 'notice'
  return ['login', 'step-up'].includes(purpose) || purpose.startsWith('prove-') ? 'code' : 'enrolment'
}
