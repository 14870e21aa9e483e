import { parseTemplate } from '../sms/template.ts'
import { valuesOf } from '../sms/values.ts'
import { hideFields, hideHeader, hideValues } from './hide.ts'
import { prepareTrial, type TrialOptions } from './sms-trial.ts'

/**
 * Prints the request that a message would become, as it goes over the line, with secrets hidden. Nothing is sent.
 *
 * @returns the exit code
 */
export async function renderTrial(options: TrialOptions): Promise<number> {
  const { settings, message, values } = await prepareTrial(options)
  const { method, url, headers, body } = parseTemplate(settings).render(
    valuesOf(message, settings, Date.now()),
  )
  const { host, pathname, search } = new URL(url)
  const length = method === 'GET' ? [] : [`Content-Length: ${Buffer.byteLength(body ?? '')}`]
  const head = [
    `${method} ${pathname}${hideFields(search)} HTTP/1.1`,
    `Host: ${host}`,
    'User-Agent: Latchkey',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${hideHeader(name, value)}`),
    ...length,
  ]
  const oauth = settings.authentication?.scheme === 'client-credentials' ? ['Authorization: Bearer ***'] : []
  const request = [...head, ...oauth, '', hideFields(body ?? '')].join('\n')
  options.out.write(`${hideValues(request, values)}\n`)
  return 0
}
