import type { Explanation, TokenFacts } from './explanation.ts'
import type { MessageFacts } from './message.ts'
import { type Reason, reasonLines } from './reason.ts'
import type { StepFacts } from './steps.ts'

/** How far the second column is in. */
const margin = 18

/** An explanation as a terminal shows it: what, and below it why, with the place that says so. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const { steps, message, remembered_browser: remembered, tokens, subject, claims } = explanation
  return [
    ...block('sign-in', verdictOf(explanation), explanation.refused?.why ?? []),
    ...steps.flatMap((step, index) => block(index === 0 ? 'steps' : '', stepText(step), reasonsOf(step))),
    ...(message ? messageBlocks(message) : []),
    ...(remembered
      ? block(
          'remembered',
          remembered.taken
            ? 'a browser that was remembered does without the second factor'
            : 'a browser that was remembered is asked for it all the same',
          remembered.why,
        )
      : []),
    ...tokens.flatMap((token, index) => block(index === 0 ? 'tokens' : '', tokenText(token), [])),
    ...block('subject', `${subject.claim}: ${subject.value ?? 'none yet'}`, subject.why),
    ...block('claims', listed(claims.by_scope), claims.why),
  ]
}

/** A message as `explain send` shows it. */
export function messageLines(message: MessageFacts): readonly string[] {
  const why = reasonLines(message.refusal?.why ?? []).map((line) => `  ${line}`)
  return [sentOrNot(message), ...why, ...countLines(message)]
}

function sentOrNot({ refusal }: MessageFacts): string {
  return refusal === undefined ? 'A message would be sent.' : `No message would be sent: ${refusal.says}.`
}

/** When, where, and everything it would be counted by. */
function countLines({ refusal, country, observed, limits }: MessageFacts): readonly string[] {
  const rest = refusal === undefined ? 'left after it' : 'left'
  return [
    ...(refusal?.retry_at === undefined ? [] : [`The next one may leave at ${refusal.retry_at}.`]),
    ...(country === undefined ? [] : [`Its country is ${country}.`]),
    ...observed.map((name) => `Its ${name} is below the ratio, which is only observed.`),
    ...limits.map(({ name, period, left, why }) => {
      const what = period === undefined ? name : `${name}, this ${period}`
      const amount = name === 'money' ? left.toFixed(2) : String(left)
      return `  ${rest}: ${what.padEnd(22)} ${amount.padEnd(8)} ${reasonLines(why).join('; ')}`
    }),
  ]
}

function messageBlocks(message: MessageFacts): readonly string[] {
  const { to, gateways, language, text, why } = message
  return [
    ...block('message', sentOrNot(message), []),
    ...countLines(message).map(indented),
    ...gateways.flatMap(({ name, why: because }, index) =>
      block('', index === 0 ? `to ${to} through ${name}` : `then, if that refuses, ${name}`, because),
    ),
    ...block('', `in ${language}: ${text.replace(/\s*\n\s*/g, ' / ')}`, why),
  ]
}

function verdictOf({ username, client, refused }: Explanation): string {
  if (refused === undefined) return `${username} can sign in to ${client}`
  if (refused.because === 'closed') return `${username} cannot sign in to ${client} now`
  const told = refused.error === undefined ? '' : `; the client is told ${refused.error}`
  return `${username} cannot sign in to ${client}: ${refused.because}${told}`
}

const stepNames: Readonly<Record<StepFacts['step'], string>> = {
  password: 'the password',
  sms: 'a code by SMS',
  backup: 'a backup code',
  enrolment: 'a mobile number, and the code to it',
  consent: 'consent to what the client asks for',
}

function stepText({ step, instead, enough, closed }: StepFacts): string {
  const order = step === 'password' ? '' : instead ? 'or ' : 'then '
  const more = [...(enough ? [', and no second factor'] : []), ...(closed ? [' (not now)'] : [])]
  return `${order}${stepNames[step]}${more.join('')}`
}

function reasonsOf({ why, enough = [], closed = [] }: StepFacts): readonly Reason[] {
  // What is asked for anyway needs no reason beside that why nothing else is.
  return [...(enough.length > 0 ? enough : why), ...closed]
}

function tokenText({ after, acr, amr }: TokenFacts): string {
  return `after ${stepNames[after]}: acr ${acr}, amr ${amr.join(' ')}`
}

function listed(by_scope: Readonly<Record<string, readonly string[]>>): string {
  const scopes = Object.entries(by_scope).map(([scope, names]) => `${scope}: ${names.join(' ')}`)
  return scopes.join('; ') || 'none'
}

function block(label: string, text: string, why: readonly Reason[]): readonly string[] {
  return [`${label.padEnd(margin)}${text}`, ...reasonLines(why).map(indented)]
}

function indented(line: string): string {
  return `${' '.repeat(margin + 2)}${line.trimStart()}`
}
