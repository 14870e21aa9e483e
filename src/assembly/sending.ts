import { createChallenges } from '../../interactions/sms-otp/challenge.ts'
import { defaultPatience, defaultTerms } from '../../interactions/sms-otp/defaults.ts'
import type { SendGate } from '../../interactions/sms-otp/gate.ts'
import type { MessageParts } from '../../interactions/sms-otp/message.ts'
import { disableFactor } from '../accounts/disable-factor.ts'
import type { Settings } from '../config/settings.ts'
import { createPasswordThrottle } from '../limits/password-throttle.ts'
import { createSendGate } from '../limits/send-gate.ts'
import type { Audit } from '../operations/audit.ts'
import { messageTexts } from '../sms/message-texts.ts'
import type { SmsSender } from '../sms/sender.ts'
import type { Store } from '../store/store.ts'

/* Codes, their limits and the limits of passwords, put together as the settings say. */

/** Between the end of the longest send and the moment a send without an answer counts as unknown. Milliseconds. */
const settleMargin = 2000

/** What sending needs that is open already. */
interface SendingParts {
  readonly store: Store
  readonly audit: Audit
  readonly sender: SmsSender
  readonly gate: SendGate
}

/** Names and addresses are hashed under the key that also signs cookies: with another key all counts start anew. */
export function throttleOf({ secrets, passwords }: Settings, { limits }: Store) {
  return createPasswordThrottle(limits.waits, secrets.cookieKeys[0] ?? '', passwords.limits)
}

/** The gate of all messages: codes and notices. */
export function sendGateOf({ limits, secrets, authentication }: Settings, store: Store, audit: Audit) {
  return createSendGate({
    store: store.limits.spend,
    limits,
    key: secrets.cookieKeys[0] ?? '',
    lifetimeSeconds: authentication.smsOtp.lifetimeSeconds,
    audit,
  })
}

export function challengesOf(settings: Settings, { store, audit, sender, gate }: SendingParts) {
  const { smsOtp } = settings.authentication
  const lifetime = smsOtp.lifetimeSeconds * 1000
  return createChallenges({
    store: store.challenges,
    sender,
    keys: settings.secrets.codeKeys,
    shape: { length: smsOtp.codeLength, alphabet: smsOtp.alphabet },
    terms: {
      lifetime,
      tries: smsOtp.tries,
      resends: smsOtp.resends,
      cooldowns: smsOtp.cooldownSeconds.map((seconds) => seconds * 1000),
      sendDeadline: sender.deadlineMs + settleMargin,
      keep: defaultTerms.keep,
    },
    ...messagePartsOf(settings),
    patience: defaultPatience,
    receipts: { store: store.receipts, gateways: receiving(settings.gateways) },
    onEvent: (event) => audit({ ...event }),
    gate,
    onDisabled: (account) => disableFactor({ accounts: store.accounts, clock: Date.now }, account, 'sms'),
  })
}

/** What messages are written with. */
export function messagePartsOf({ application, authentication, gateways, server }: Settings): MessageParts {
  return {
    application: application.name,
    text: messageTexts(
      authentication.smsOtp.messages ?? {},
      approvedBy(gateways),
      application.defaultLanguage,
    ),
    host: new URL(server.issuer).hostname,
  }
}

/** A carrier refuses what it has not approved: a text leaves in a language only if each gateway with templates has one for it. */
function approvedBy(gateways: Settings['gateways']): (language: string) => boolean {
  const templates = gateways.flatMap(({ enabled, templateIds }) =>
    enabled && templateIds ? [templateIds] : [],
  )
  return (language) => templates.every((ids) => Object.hasOwn(ids, language))
}

/** The names of the gateways that bring receipts. */
function receiving(gateways: Settings['gateways']): ReadonlySet<string> {
  return new Set(gateways.filter(({ receipts }) => receipts !== undefined).map(({ name }) => name))
}
