import { basename } from 'node:path'
import type { GatewaySettings } from '../sms/gateway-settings.ts'
import { pasted } from '../sms/placeholders.ts'
import { withoutUndefined } from './complete.ts'
import { type Document, type Path, pathKey } from './document.ts'
import { readReceipts, readResponse } from './gateway-answers.ts'
import { readAuthentication } from './gateway-authentication.ts'
import { checkGateway } from './gateway-checks.ts'
import { readHeaders, readStatuses } from './gateway-text.ts'
import type { Finding, Report } from './report.ts'
import { type GatewayTable, gatewaySchema } from './schema/gateway.ts'
import { readShape } from './shape.ts'

/** Reports a problem at a path of the gateway's file. */
type Say = (path: Path, finding: Finding) => void

/** Reads one file of `config/sms/`; undefined when something is wrong with it. Nothing of its texts is ever shown. */
export function readGateway(document: Document, report: Report): GatewaySettings | undefined {
  const table = readShape(gatewaySchema, document, [], report)
  if (table === undefined) return undefined
  const before = report.errors
  const say: Say = (path, finding) => report.add(document, path, finding)
  const settings = settingsOf(basename(document.file, '.toml'), table, say)
  if (settings && report.errors === before) checkGateway(settings, say)
  return report.errors === before ? settings && withoutUnknownReceipts(settings, document) : undefined
}

/**
 * A gateway that is switched off may name secrets that are not there, but takes receipts all the same: "${NAME}" as
 * it stands in the file would be a secret that everybody knows.
 */
function withoutUnknownReceipts(settings: GatewaySettings, { broken }: Document): GatewaySettings {
  const unknown = ['secret', 'signature_key'].some((key) => broken.has(pathKey(['receipts', key])))
  if (!unknown) return settings
  const { receipts: _, ...rest } = settings
  return rest
}

function settingsOf(name: string, table: GatewayTable, say: Say): GatewaySettings | undefined {
  const expectedStatus = readStatuses(table.response_codes)
  if (!expectedStatus) {
    say(['response_codes'], {
      found: table.response_codes,
      allowed: 'statuses from 200 to 599, such as 202 or "200-299"',
    })
  }
  const headers = readHeaders(table.headers)
  if (!headers) {
    say(['headers'], { message: 'a header is its name, a colon and its value; commas stand between headers' })
  }
  const optional = optionalOf(table, say)
  return (
    expectedStatus &&
    headers && {
      name,
      enabled: table.enabled,
      priority: table.priority,
      url: pasted(table.url),
      method: table.method,
      headers,
      expectedStatus,
      numberFormat: table.number_format,
      deduplicates: table.deduplicates,
      deadlineMs: table.deadline_milliseconds,
      allowPrivate: table.allow_private,
      ...optional,
    }
  )
}

/** What is absent from the settings when it is absent from the file. */
function optionalOf(table: GatewayTable, say: Say) {
  const below =
    (name: keyof GatewayTable): Say =>
    (path, finding) =>
      say([name, ...path], finding)
  return withoutUndefined({
    payload: pasted(table.payload ?? '') || undefined,
    countries: table.countries,
    templateIds: table.template_ids && lowerCaseKeys(table.template_ids),
    authentication:
      table.authentication &&
      readAuthentication(table.authentication, (key, finding) => say(['authentication', key], finding)),
    characters: table.characters,
    response: table.response && readResponse(table.response, below('response')),
    receipts: table.receipts && readReceipts(table.receipts, below('receipts')),
  })
}

function lowerCaseKeys(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]))
}
