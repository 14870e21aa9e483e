import type { Provider } from 'oidc-provider'
import { type Browsers, createBrowsers } from '../../interactions/browser.ts'
import { createKnownBrowsers } from '../../interactions/known-browser.ts'
import type { Pages } from '../../interactions/pages/index.ts'
import type { People } from '../../interactions/person.ts'
import type { Policy } from '../../interactions/plan.ts'
import type { RememberedBrowsers } from '../../interactions/remembered-browser.ts'
import { interactionRoutes } from '../../interactions/router.ts'
import { createSecondFactors, type SecondFactors } from '../../interactions/second-factor.ts'
import type { SendGate } from '../../interactions/sms-otp/gate.ts'
import { createSmsStep } from '../../interactions/sms-otp/step.ts'
import { createAuthenticator } from '../accounts/authenticate.ts'
import { withActivity } from '../accounts/note-activity.ts'
import { createNotices, type Notify } from '../accounts/notices.ts'
import type { Passwords } from '../accounts/password.ts'
import { createPeople } from '../accounts/people.ts'
import type { Settings } from '../config/settings.ts'
import { networkOf } from '../limits/network.ts'
import type { Audit } from '../operations/audit.ts'
import { correlate } from '../operations/correlation.ts'
import type { Log } from '../operations/log.ts'
import { sessionCookie } from '../provider/cookies.ts'
import { answerEssentialAcr } from '../provider/essential-acr.ts'
import { auditProvider } from '../provider/events.ts'
import { formPostPage } from '../provider/form-post.ts'
import { noteUse } from '../provider/idle.ts'
import { checkClients, createProvider } from '../provider/provider.ts'
import { refuseRemovedRedirects } from '../provider/registered-redirects.ts'
import { createRememberedBrowsers } from '../provider/remembered-browsers.ts'
import { noteSignIns } from '../provider/sign-ins.ts'
import { loginSource } from '../provider/source.ts'
import { rememberClient, type WayBack, wayBackTo } from '../provider/way-back.ts'
import type { SmsSender } from '../sms/sender.ts'
import type { Store } from '../store/store.ts'
import { assetRoutes } from '../web/assets.ts'
import { errorPages } from '../web/errors.ts'
import { securityHeaders } from '../web/headers.ts'
import { onlyHost } from '../web/host.ts'
import { keepNewerSession } from '../web/parallel-tabs.ts'
import { postedRequests } from '../web/posted-requests.ts'
import { receiptRoutes } from '../web/receipts.ts'
import { settleWrites } from '../web/settle.ts'
import { accountRoutesOf } from './account-pages.ts'
import { loginStepsOf } from './login-steps.ts'
import { pagesOf } from './pages.ts'
import { rulesOf } from './rules.ts'
import { challengesOf, sendGateOf, throttleOf } from './sending.ts'

/** What a request handler stands on. It is there before, and may go on after it. */
export interface Foundations {
  readonly store: Store
  readonly sender: SmsSender
  readonly passwords: Passwords
  readonly log: Log
  readonly audit: Audit
}

/**
 * Builds the whole request handler of a configuration over open connections, and tries every client of it. Nothing is
 * changed anywhere by that.
 *
 * @throws with one clear message when a client is invalid
 */
export async function assemble(settings: Settings, foundations: Foundations): Promise<Provider> {
  const { store, sender, passwords, log } = foundations
  const audit = withActivity(foundations.audit, store.activity, (error) =>
    log.warn({ err: error }, 'an event is not listed'),
  )
  const { accounts } = store
  const people = createPeople(
    { accounts, clock: Date.now },
    createAuthenticator({ accounts, passwords, throttle: throttleOf(settings, store), clock: Date.now }),
    audit,
  )
  const pages = pagesOf(settings)
  const { policy, subjects } = rulesOf(settings)
  const wayBack = wayBackTo(settings.clients, settings.server.issuer)
  const gate = sendGateOf(settings, store, audit)
  const application = settings.application.name
  const notify = createNotices({ sender, gate, audit, clock: Date.now, pages, application })
  const rememberedBrowsers = createRememberedBrowsers({
    accounts,
    clock: Date.now,
    days: settings.sessions.rememberBrowserDays,
    keys: settings.secrets.cookieKeys,
    secure: isSecure(settings),
    audit,
    notify,
  })
  const browsers = createBrowsers(settings.secrets.cookieKeys, isSecure(settings))
  const secondFactors = createSecondFactors(store.pending, Date.now, settings.sessions.lifetimeSeconds)
  const shared = { policy, rememberedBrowsers, browsers, secondFactors, pages, wayBack }
  const provider = createProvider({ settings, adapter: store.adapter, accounts, subjects, ...shared })
  await checkClients(
    provider,
    settings.clients.map((client) => client.metadata.client_id),
  )
  auditProvider(provider, audit, (error) => log.error({ err: error }, 'provider error'))
  noteSignIns(provider, store.activity, (error) => log.warn({ err: error }, 'a sign-in is not listed'))
  refuseRemovedRedirects(provider)
  noteUse(provider)
  answerEssentialAcr(provider)
  rememberClient(provider, settings.server.issuer)
  mount(provider, settings, { ...foundations, ...shared, people, audit, gate, notify })
  return provider
}

function isSecure({ server }: Settings): boolean {
  return server.issuer.startsWith('https:')
}

interface Parts extends Foundations {
  readonly people: People
  readonly pages: Pages
  readonly policy: Policy
  readonly rememberedBrowsers: RememberedBrowsers
  readonly browsers: Browsers
  readonly secondFactors: SecondFactors
  readonly wayBack: WayBack
  readonly gate: SendGate
  readonly notify: Notify
}

/** The order of everything that happens to a request, outermost first. The provider's own routes come last. */
function mount(provider: Provider, settings: Settings, parts: Parts): void {
  const { issuer } = settings.server
  const { store, sender, pages, browsers, wayBack, audit, gate, log } = parts
  const source = loginSource(provider, settings.clients)
  const { cookieKeys } = settings.secrets
  const knownBrowsers = createKnownBrowsers(browsers, cookieKeys, isSecure(settings))
  const sms = createSmsStep(challengesOf(settings, { store, audit, sender, gate }))
  const steps = loginStepsOf(provider, settings, { ...parts, sms })
  provider.use(correlate)
  provider.use(securityHeaders(issuer))
  provider.use(
    errorPages(pages, (error, reference) => log.error({ err: error, reference }, 'request failed'), wayBack),
  )
  provider.use(onlyHost(issuer))
  provider.use(
    receiptRoutes({
      gateways: settings.gateways,
      receipts: store.receipts,
      challenges: store.challenges,
      audit,
      issuer,
      report: (error) => log.error({ err: error }, 'a receipt could not be taken'),
    }),
  )
  provider.use(assetRoutes(pages))
  provider.use(formPostPage(pages))
  provider.use(postedRequests(settings.features))
  provider.use(keepNewerSession(sessionCookie(issuer), store.sessionMoves))
  provider.use(settleWrites(store))
  const account = { ...parts, knownBrowsers, sms }
  for (const routes of accountRoutesOf(provider, settings, account)) provider.use(routes)
  provider.use(
    interactionRoutes({
      ...parts,
      source,
      steps,
      knownBrowsers,
      networkOf,
      origin: issuer,
    }),
  )
}
