import type { CodePage, CodeProblem } from '../sms-otp/pages.ts'
import type { ChallengeView, Delivery } from '../sms-otp/ports.ts'
import type { View } from './templates.ts'
import type { Translate } from './texts.ts'
import { shortTime } from './times.ts'
import { faceOf, plain } from './words.ts'

/** Problems with what was typed; the others are about asking for a new message. */
const typed: ReadonlySet<CodeProblem> = new Set(['missing', 'malformed', 'wrong', 'old', 'expired', 'spent'])

/** No gateway took the message, for certain. */
const notSent: ReadonlySet<Delivery> = new Set(['refused', 'limited', 'stopped', 'barred'])

/** An hour and more does not tick by the second. */
const longestTicking = 3600

/** Below this a person should know that a guess is dear. */
const fewTries = 3

/** The code page: what became of the message, which code counts, how long, and what else can be done. */
export function codeView(page: CodePage, t: Translate): View {
  const { challenge, codeLength, numeric } = page
  const problem = problemOf(page)
  const usable = isUsable(challenge)
  // No message gets there, nor is there an earlier one whose code could be typed.
  const hopeless = isBarred(challenge) && neverSent(challenge)
  return {
    action: page.action,
    resendAction: page.resendAction,
    abortAction: page.abortAction,
    backupAction: page.backupAction,
    correctAction: page.correctAction,
    formToken: page.formToken,
    client: faceOf(page.client),
    numeric,
    codeLength,
    rememberDays: page.rememberDays,
    // Room for the spaces and dashes people paste along; the server takes them out.
    maxLength: codeLength * 2,
    problem: problem && problemText(problem, page, t),
    invalid: problem !== undefined && typed.has(problem),
    delivery: deliveryText(challenge, page.number, t),
    deliveryAction: page.deliveryAction,
    failed: notSent.has(challenge.delivery) || challenge.delivery === 'undelivered',
    tries: usable && challenge.triesLeft <= fewTries ? challenge.triesLeft : undefined,
    usable,
    barred: isBarred(challenge),
    hopeless,
    title: t(hopeless ? 'code.title-barred' : 'code.title'),
    expiresIn: Math.ceil(challenge.expiresIn / 1000),
    expiry: usable ? expiryTexts(challenge, t) : [],
    resend: resendView(challenge, t),
  }
}

/** The last wrong code leaves nothing to try again with: "too many" is the truth from there on. */
function problemOf({ problem, challenge }: CodePage): CodeProblem | undefined {
  const guessed = problem === 'wrong' || problem === 'old'
  if (guessed && challenge.triesLeft === 0) return 'spent'
  return problem ?? standingProblem(challenge)
}

/** What a page without a fresh answer has to say: somebody came back to a code that can no longer be right. */
function standingProblem(challenge: ChallengeView): CodeProblem | undefined {
  if (neverSent(challenge)) return undefined
  if (challenge.triesLeft === 0) return 'spent'
  return challenge.expiresIn === 0 ? 'expired' : undefined
}

/** What is known of the newest message, and which message's code to type. `number` is masked. */
export function deliveryText(challenge: ChallengeView, number: string, t: Translate): string {
  const told = t(deliveryKey(challenge), { number: plain(number), message: challenge.message })
  return [told, whichCode(challenge, t) ?? []].flat().join(' ')
}

/** Nothing that counts ever left: neither the newest message nor one before it. */
function neverSent({ delivery, live, message }: ChallengeView): boolean {
  return notSent.has(delivery) && live === message
}

/** No further message would get there either. */
function isBarred({ delivery }: ChallengeView): boolean {
  return delivery === 'barred'
}

function isUsable(challenge: ChallengeView): boolean {
  return !neverSent(challenge) && challenge.triesLeft > 0 && challenge.expiresIn > 0
}

function deliveryKey({ delivery, message }: ChallengeView): string {
  return message > 1 ? `code.delivery-again.${delivery}` : `code.delivery.${delivery}`
}

/** Which message's code to type, once there is more than one to take it from. */
function whichCode(challenge: ChallengeView, t: Translate): string | undefined {
  const { live, message } = challenge
  if (message === 1 || !isUsable(challenge)) return undefined
  return t(live === message ? 'code.which.newest' : 'code.which.earlier', { message: live })
}

function problemText(
  problem: CodeProblem,
  { challenge, codeLength, numeric }: CodePage,
  t: Translate,
): string {
  const { live, resendIn, resendsLeft } = challenge
  switch (problem) {
    case 'malformed':
      return t(numeric ? 'code.problem.malformed-digits' : 'code.problem.malformed', { count: codeLength })
    case 'old':
      return t('code.problem.old', { message: live })
    case 'cooldown':
      return t(resendIn > 0 ? 'code.problem.cooldown' : 'code.problem.cooldown-over')
    case 'expired':
    case 'spent':
      return t(resendsLeft > 0 ? `code.problem.${problem}` : `code.problem.${problem}-for-good`)
    default:
      return t(`code.problem.${problem}`)
  }
}

/** The sentence for each whole minute that is left, fewest first; the script moves along them as time passes. */
function expiryTexts({ expiresIn }: ChallengeView, t: Translate): string[] {
  const minutes = Math.ceil(expiresIn / 60_000)
  return Array.from({ length: minutes }, (_, before) => t('code.expiry', { count: before + 1 }))
}

function resendView(challenge: ChallengeView, t: Translate): View {
  const seconds = Math.ceil(challenge.resendIn / 1000)
  const left = isBarred(challenge) ? 0 : challenge.resendsLeft
  return {
    left,
    wait: left > 0 ? seconds : 0,
    ticking: seconds <= longestTicking,
    waitText: t('code.resend.wait', { time: shortTime(seconds, t) }),
    // The script fills these in, second by second.
    waitPattern: t('code.resend.wait', { time: '{time}' }),
    secondsPattern: t('time.seconds', { time: '{n}' }),
    minutesPattern: t('time.minutes', { time: '{n}' }),
  }
}
