/**
 * Whether a request names somebody else than the person who has just proved a password: by `id_token_hint` (OpenID
 * Connect Core 3.1.2.1), or by a `sub` with a value in `claims` (5.5.1, 3.1.2.2). The library compares both before a login
 * and would, after one, only ask again.
 *
 * @param params of the request, which the library has checked
 */
export function namesAnother(
  { id_token_hint: hint, claims }: Readonly<Record<string, unknown>>,
  subject: string | undefined,
): boolean {
  const hinted = typeof hint === 'string' ? property(payloadOf(hint), 'sub') : undefined
  const asked = typeof claims === 'string' ? requestedSubject(JSON.parse(claims)) : undefined
  return (hint !== undefined && hinted !== subject) || (asked !== undefined && asked !== subject)
}

function payloadOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

function requestedSubject(claims: unknown): unknown {
  return property(property(property(claims, 'id_token'), 'sub'), 'value')
}

function property(value: unknown, name: string): unknown {
  const whole = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  return whole ? Reflect.get(value, name) : undefined
}
