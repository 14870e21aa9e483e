import type { OutgoingMessage } from '../../interactions/sms-otp/ports.ts'
import { staticCredentials } from '../sms/credentials.ts'
import type { GatewaySettings } from '../sms/gateway-settings.ts'
import { type GatewayRequest, parseTemplate } from '../sms/template.ts'
import { valuesOf } from '../sms/values.ts'
import { disguise, hidden, hideFields, hidePath, showsHeader, unmask } from './hide.ts'
import { recordRequest } from './record-request.ts'
import { readTrialGateway, type TrialOptions, trialMessage } from './sms-trial.ts'

/**
 * Prints the request that a message would become, byte for byte as it goes over the line, with secrets hidden. Nothing
 * leaves this machine.
 *
 * @returns the exit code
 */
export async function renderTrial(options: TrialOptions): Promise<number> {
  const real = await readTrialGateway(options)
  const masked = await readTrialGateway(options, { disguise })
  const { shown } = await renderMessage(real, masked, trialMessage(options))
  options.out.write(`${shown}\n`)
  return 0
}

/** The request a message becomes, as it is and as it may be shown. */
export interface Rendered {
  readonly request: GatewayRequest
  readonly shown: string
}

/** @param masked the same gateway, read with stand-ins (see disguise) */
export async function renderMessage(
  real: GatewaySettings,
  masked: GatewaySettings,
  message: OutgoingMessage,
): Promise<Rendered> {
  const now = Date.now()
  const render = (settings: GatewaySettings) =>
    parseTemplate(settings).render(valuesOf(message, settings, now))
  const request = render(real)
  const recorded = await recordRequest(hideLiterals(render(masked), masked))
  return { request, shown: unmasked(recorded, Buffer.byteLength(request.body ?? '')) }
}

/** The request with a stand-in for what the file itself holds: credentials, headers, keys in the path. */
function hideLiterals(request: GatewayRequest, settings: GatewaySettings): GatewayRequest {
  const headers: Record<string, string> = { ...request.headers }
  for (const { name, value } of settings.headers) {
    if (!showsHeader(name, value)) headers[name] = disguise('')
  }
  for (const { name, value } of staticCredentials(settings.authentication)) {
    const [scheme] = value.split(' ')
    // A header of the admin's own has no scheme before its value.
    const own = settings.authentication?.scheme === 'header'
    headers[name] = own ? disguise('') : `${scheme} ${disguise('')}`
  }
  if (settings.authentication?.scheme === 'client-credentials') {
    headers.Authorization = `Bearer ${disguise('')}`
  }
  const url = new URL(request.url)
  const literal = new Set(settings.url.split(/[?#]/)[0]?.split('/'))
  const pathname = url.pathname
    .split('/')
    .map((segment) => (literal.has(segment) ? hidePath(segment) : segment))
  url.pathname = pathname.join('/')
  return { ...request, headers, url: url.href }
}

/** With the length that the real body has, and names that tell looked for in address and body. */
function unmasked(recorded: string, length: number): string {
  const [head = '', ...rest] = recorded.split('\r\n\r\n')
  const [line = '', ...headers] = head.split('\r\n')
  const [method = '', target = '', version = ''] = line.split(' ')
  const [path = '', ...query] = target.split('?')
  const search = query.length === 0 ? '' : hideFields(`?${query.join('?')}`)
  const told = headers.map((header) => header.replace(/^(content-length: ).*$/i, `$1${length}`))
  const first = [method, `${path}${search}`, version].join(' ')
  const body = hideFields(rest.join('\r\n\r\n'))
  return unmask([[first, ...told].join('\r\n'), body].join('\r\n\r\n')).replaceAll(
    `${hidden}.example`,
    hidden,
  )
}
