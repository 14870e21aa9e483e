/** Names under which gateways want their credentials. */
const telling = /auth|key|secret|token|pass|pwd|user|signature/i

const hidden = '***'

/** Shorter ones would hide half of every request, and guard nothing. */
const shortest = 4

/**
 * Takes credentials out of a request or an answer that is shown to an admin: every value in `secrets`, however it is
 * written there.
 */
export function hideValues(text: string, secrets: Iterable<string>): string {
  const forms = [...secrets].flatMap(formsOf).filter((form) => form.length >= shortest)
  // The longest first: a part of a secret must not spoil the whole.
  return forms
    .toSorted((a, b) => b.length - a.length)
    .reduce((shown, form) => shown.replaceAll(form, hidden), text)
}

/** As it is, and as a URL, a form, JSON and Basic authentication write it. A header from a file has a name before it. */
function formsOf(secret: string): string[] {
  const [, value = secret] = /^[\w-]+:\s*(.+)$/s.exec(secret) ?? []
  return [
    secret,
    value,
    encodeURIComponent(value),
    new URLSearchParams([['', value]]).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64'),
  ]
}

/** Hides a header whose name says that it holds credentials; the scheme before them stays. */
export function hideHeader(name: string, value: string): string {
  if (!telling.test(name)) return value
  return value.replace(/^(\w+ )?.*$/s, `$1${hidden}`)
}

/** Hides fields of a query or form, and texts of a JSON, whose names say that they hold credentials. */
export function hideFields(text: string): string {
  return text
    .replace(/([?&]|^)([^=&\s"{]+)=([^&\s]*)/g, (whole, before: string, name: string) =>
      telling.test(name) ? `${before}${name}=${hidden}` : whole,
    )
    .replace(/"([^"\\]+)"(\s*:\s*)"(?:[^"\\]|\\.)*"/g, (whole, name: string, colon: string) =>
      telling.test(name) ? `"${name}"${colon}"${hidden}"` : whole,
    )
}
