import type { GatewayHeader, StatusRange } from '../sms/gateway-settings.ts'
import { pasted } from '../sms/placeholders.ts'

/** A comma ends a header only where the next one's name and colon follow: values may hold commas, and addresses. */
const betweenHeaders = /,(?=\s*[\w!#$%&'*+.^`|~-]+\s*:(?!\/\/))/

/** Headers from any of the ways to write them; undefined for a line without a colon. */
export function readHeaders(
  written: string | readonly string[] | Readonly<Record<string, string>>,
): readonly GatewayHeader[] | undefined {
  if (typeof written !== 'string' && !Array.isArray(written)) {
    return Object.entries(written).map(([name, value]) => ({ name: name.trim(), value: pasted(value) }))
  }
  const lines = typeof written === 'string' ? written.split(betweenHeaders) : written
  const headers = lines.filter((line) => line.trim() !== '').map(readHeader)
  return headers.includes(undefined) ? undefined : headers.filter((header) => header !== undefined)
}

function readHeader(line: string): GatewayHeader | undefined {
  const colon = line.indexOf(':')
  if (colon < 1) return undefined
  return { name: line.slice(0, colon).trim(), value: pasted(line.slice(colon + 1)) }
}

/** Status ranges from numbers, lists and texts such as "200,202" or "200-299"; blank means the usual three. */
export function readStatuses(
  written: string | number | readonly (string | number)[],
): readonly StatusRange[] | undefined {
  const parts = [written].flat().flatMap((part) => String(part).split(','))
  const named = parts.map((part) => part.trim()).filter((part) => part !== '')
  const ranges = (named.length === 0 ? ['200', '201', '202'] : named).map(readStatus)
  return ranges.includes(undefined) ? undefined : ranges.filter((range) => range !== undefined)
}

function readStatus(text: string): StatusRange | undefined {
  const [, first, last = first] = /^([2-5]\d\d)(?:\s*-\s*([2-5]\d\d))?$/.exec(text) ?? []
  if (first === undefined || last === undefined || first > last) return undefined
  return { from: Number(first), to: Number(last) }
}
