import { basename } from 'node:path'
import type { GatewaySettings } from '../sms/gateway-settings.ts'
import type { Document } from './document.ts'
import { checkTexts, type GatewayTexts, type Say } from './gateway-checks.ts'
import { cleanText, readHeaders, readStatuses } from './gateway-text.ts'
import type { Report } from './report.ts'
import { type GatewayTable, gatewaySchema } from './schema/gateway.ts'
import { readShape } from './shape.ts'

/** Reads one file of `config/sms/`; undefined when something is wrong with it. Nothing of its texts is ever shown. */
export function readGateway(document: Document, report: Report): GatewaySettings | undefined {
  const table = readShape(gatewaySchema, document, [], report)
  if (table === undefined) return undefined
  let failed = false
  const say: Say = (key, finding) => {
    failed ||= finding.level !== 'warning'
    report.add(document, [key], finding)
  }
  const texts = readTexts(table, say)
  const expectedStatus = readStatuses(table.response_codes)
  if (!expectedStatus) {
    say('response_codes', {
      found: table.response_codes,
      allowed: 'statuses from 200 to 599, such as 202 or "200-299"',
    })
  }
  if (texts) checkTexts(table, texts, say)
  if (failed || !texts || !expectedStatus) return undefined
  const { url, headers, payload } = texts
  return {
    name: basename(document.file, '.toml'),
    enabled: table.enabled,
    url,
    method: table.method,
    headers,
    ...(payload === undefined ? {} : { payload }),
    expectedStatus,
    numberFormat: table.number_format,
    deadlineMs: table.deadline_milliseconds,
    allowPrivate: table.allow_private,
  }
}

function readTexts(table: GatewayTable, say: Say): GatewayTexts | undefined {
  const headers = readHeaders(table.headers)
  if (!headers) {
    say('headers', { message: 'a header is its name, a colon and its value; commas stand between headers' })
    return undefined
  }
  const payload = cleanText(table.payload ?? '')
  return { url: cleanText(table.url), headers, payload: payload === '' ? undefined : payload }
}
