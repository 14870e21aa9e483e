import type { ClientMetadata, JWK } from 'oidc-provider'
import type { Branding } from '../../interactions/pages/branding.ts'
import type { CodeKey } from '../../interactions/sms-otp/code.ts'
import type { SubjectSettings } from '../accounts/subject.ts'
import type { UserEntry } from '../accounts/user-entry.ts'
import type { PasswordLimits } from '../limits/password-throttle.ts'
import type { SendLimits } from '../limits/send-limits.ts'
import type { AuditSettings, LogSettings } from '../operations/log.ts'
import type { GatewaySettings } from '../sms/gateway-settings.ts'
import type { Feature } from './schema/features.ts'
import type { Written } from './written.ts'

/** Everything an admin decided, checked and with defaults filled in. Plain data; nothing changes after loading. */
export interface Settings {
  readonly server: ServerSettings
  readonly application: ApplicationSettings
  readonly store: StoreSettings
  readonly secrets: SecretSettings
  readonly authentication: AuthenticationSettings
  readonly account: AccountSettings
  /** What of the protocol is offered. */
  readonly features: ReadonlySet<Feature>
  readonly sessions: SessionSettings
  readonly tokens: TokenSettings
  readonly log: LogSettings
  readonly audit: AuditSettings
  /** Absent: nothing listens for health and metrics. */
  readonly operations?: OperationsSettings
  readonly passwords: PasswordSettings
  readonly limits: SendLimits
  readonly clients: readonly ClientSettings[]
  readonly users: readonly UserEntry[]
  readonly gateways: readonly GatewaySettings[]
  /** Absent: texts and pages are ours. */
  readonly branding?: Branding
  /** What it was read from, for whoever is told what a reload changed; absent where that is no file. */
  readonly written?: Written
}

/** What `deployment.toml` decides, secrets apart. */
export type DeploymentSettings = Omit<
  Settings,
  'secrets' | 'clients' | 'users' | 'gateways' | 'branding' | 'written'
>

export interface ServerSettings {
  /** An origin: https, or http on a loopback host; no path, no trailing slash. */
  readonly issuer: string
  readonly host: string
  readonly port: number
  /** How many proxies in front may be believed about the caller's address and protocol. */
  readonly trustedProxies: number
}

export interface ApplicationSettings {
  /** Shown on pages and in the SMS. */
  readonly name: string
  /** BCP 47: of people none of whose languages there is. English where left out. */
  readonly defaultLanguage?: string
}

export type StoreSettings = EmbeddedStoreSettings | RedisStoreSettings

export interface EmbeddedStoreSettings {
  readonly kind: 'embedded'
  /** Absolute path of the folder that holds the database files. */
  readonly directory: string
}

export interface RedisStoreSettings {
  readonly kind: 'redis'
  readonly url: string
  /** Where accounts live when not beside the throw-away state. */
  readonly accountsUrl?: string
  /** Milliseconds. */
  readonly commandTimeout: number
  /** How many replicas must have a change of an account before it counts as made. Default 0. */
  readonly accountsReplicas?: number
  /** True: a Redis that could lose accounts (no append-only file, eviction) is accepted. */
  readonly acceptDataLoss: boolean
}

export interface SecretSettings {
  /** Private keys; among them one for ES256 and one for RS256. The first of each kind signs. */
  readonly signingKeys: readonly JWK[]
  /** The first signs, all verify. */
  readonly cookieKeys: readonly string[]
  /** The first seals codes, all verify. */
  readonly codeKeys: readonly CodeKey[]
}

export interface AuthenticationSettings {
  /** True: every client with the SMS step requires the second factor, whatever it says itself. */
  readonly mandatory: boolean
  readonly smsOtp: SmsOtpSettings
}

export interface SmsOtpSettings {
  readonly enabled: boolean
  readonly codeLength: number
  readonly alphabet: 'numeric' | 'alphanumeric'
  readonly lifetimeSeconds: number
  /** Wrong codes a message survives. */
  readonly tries: number
  /** Messages a person may ask for beyond the first one. */
  readonly resends: number
  /** Waits before the 1st, 2nd, … resend; the last one repeats. */
  readonly cooldownSeconds: readonly number[]
  /** Texts of messages by language (BCP 47, lower case), in the place of our own. */
  readonly messages?: Readonly<Record<string, string>>
}

/** What people may change about their own account. */
export interface AccountSettings {
  /** True: people may turn the SMS code off and on. */
  readonly selfServiceOptOut: boolean
  /** `trust-first-login`: whoever never had a second factor enrols a number while signing in with the password. */
  readonly capture: 'invite' | 'trust-first-login'
  /** How long the old number stays in force after a change; 0 = not at all. */
  readonly numberHoldHours: number
}

export interface SessionSettings {
  readonly lifetimeSeconds: number
  /** Without use for longer, a session opens nothing. */
  readonly idleSeconds: number
  /** How long a browser may be remembered; 0 = not at all. */
  readonly rememberBrowserDays: number
}

export interface TokenSettings {
  readonly accessSeconds: number
  readonly idSeconds: number
  /** From the sign-in on, however often the token is exchanged. */
  readonly refreshSeconds: number
  /** Of the authorization code. */
  readonly codeSeconds: number
}

export interface OperationsSettings {
  readonly host: string
  /** Names it answers to beside `host`, localhost and addresses. */
  readonly names?: readonly string[]
  readonly port: number
  /** How long a server that was told to stop says "not ready" and still serves. */
  readonly stopWaitSeconds: number
}

export interface PasswordSettings {
  /** How many password checks may wait for a free core; beyond it people are asked to try again. */
  readonly queueLimit?: number
  /** How failures are answered with waits; ours where left out. */
  readonly limits?: PasswordLimits
}

export interface ClientSettings {
  /** Handed to oidc-provider as it is. */
  readonly metadata: ClientMetadata
  readonly steps: 'basic' | 'basic+smsotp'
  readonly secondFactor: 'required' | 'if-enrolled'
  /** True: no consent page. */
  readonly firstParty: boolean
  /** True: a remembered browser is enough for it; tokens then say one factor. Default false. */
  readonly acceptRememberedBrowser?: boolean
  /** How old a proof of the second factor may be, in seconds; left out, as old as the session. */
  readonly secondFactorMaxAgeSeconds?: number
  /** What people are known by; the account's id where left out. */
  readonly subject?: SubjectSettings
  /** The claims the client gets, of those it asks for; all where left out. */
  readonly claims?: readonly string[]
  /** True: a request without PKCE is taken when it has a nonce. Never for a client without credentials. */
  readonly pkceOptional?: boolean
  /** Access tokens are JWTs for this API; left out, they are opaque and for UserInfo and introspection. */
  readonly accessTokenAudience?: string
}
