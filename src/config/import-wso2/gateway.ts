import { pasted } from '../../sms/placeholders.ts'
import { readHeaders, readStatuses } from '../gateway-text.ts'
import { tomlText } from './toml-text.ts'

/** Says what was changed or dropped, and why; never a value that may hold a key. */
type Note = (what: string) => void

/** The lines of our gateway file for a form; undefined when the form names no gateway. */
export function gatewayLines(form: ReadonlyMap<string, string>, note: Note): readonly string[] | undefined {
  const url = pasted(form.get('sms_url') ?? '')
  if (url === '') {
    note('sms_url: blank, so the original sent through its notification events; no gateway file is written')
    return undefined
  }
  const method = methodOf(form.get('http_method') ?? '', note)
  const headers = headersOf(form.get('headers') ?? '', note)
  const payload = payloadOf(pasted(form.get('payload') ?? ''), method, note)
  const statuses = statusesOf(form.get('http_response') ?? '', note)
  warnOfReferences([url, payload, ...headers], note)
  return [
    'enabled = true',
    `url = ${tomlText(url)}`,
    `method = "${method}"`,
    ...(headers.length > 0 ? [`headers = [${headers.map(tomlText).join(', ')}]`] : []),
    ...(payload === '' ? [] : [`payload = ${tomlText(payload)}`]),
    ...(statuses === '' ? [] : [`response_codes = ${tomlText(statuses)}`]),
    ...numberFormat(url, note),
  ]
}

/** The original knew two methods and made every other one, a blank among them, a GET without payload. */
function methodOf(written: string, note: Note): 'GET' | 'POST' {
  const method = written.toUpperCase()
  if (method === 'GET' || method === 'POST') return method
  const help = method === 'PUT' ? '; write method = "PUT" and the payload when the gateway wants them' : ''
  note(
    `http_method: neither GET nor POST, which the original sent as GET without payload: so it is here${help}`,
  )
  return 'GET'
}

function headersOf(line: string, note: Note): readonly string[] {
  const pieces = line.split(',').filter((piece) => piece.trim() !== '')
  const usable =
    readHeaders(line) === undefined ? pieces.filter((piece) => piece.indexOf(':') > 0).join(',') : line
  if (usable !== line) note('headers: a piece without a colon was dropped, as the original did')
  const headers = readHeaders(usable) ?? []
  if (headers.length < pieces.length && usable === line) {
    note('headers: a comma inside a value stays there; the original ended the header at it')
  }
  return headers.map(({ name, value }) => `${name}: ${value}`)
}

function payloadOf(payload: string, method: 'GET' | 'POST', note: Note): string {
  if (payload === '' || method === 'POST') return payload
  note('payload: dropped, because the request is a GET, with which the original sent none')
  return ''
}

function statusesOf(written: string, note: Note): string {
  if (written === '' || readStatuses(written) !== undefined) return written
  note('http_response: dropped, because it is no HTTP status; 200, 201 and 202 mean "accepted" instead')
  return ''
}

/** The original sent the number as the profile had it, without a plus in its guide; ours always knows both forms. */
function numberFormat(url: string, note: Note): readonly string[] {
  if (!/^\s*https?:\/\/[^/]*\btwilio\.com\b/i.test(url)) return []
  note('number_format: "plus", because Twilio reads a number without it as a local one')
  return ['number_format = "plus"']
}

function warnOfReferences(texts: readonly string[], note: Note): void {
  if (texts.some((text) => text.includes('${') || text.startsWith('file:'))) {
    note('a value holds "$" with braces or begins with "file:": here that means a variable or a file')
  }
}
