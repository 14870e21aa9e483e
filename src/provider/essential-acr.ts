import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { acrValues } from '../../interactions/assurance.ts'

/**
 * The `acr` values of which the request's `claims` parameter makes one essential (OpenID Connect Core 5.5.1.1), in
 * its order; undefined when it makes none.
 *
 * @param claims the parsed parameter; a stranger's, so anything
 */
function essentialAcr(claims: unknown): readonly string[] | undefined {
  const acr = property(property(claims, 'id_token'), 'acr')
  if (property(acr, 'essential') !== true) return undefined
  const values = [property(acr, 'values') ?? property(acr, 'value') ?? []].flat()
  return values.length === 0 ? undefined : values.map(String)
}

/** What no login here could ever answer ends at once, at the client, before anybody is asked for anything. */
export async function refuseUnknownAcr(_ctx: KoaContextWithOIDC, claims: unknown): Promise<void> {
  const known: readonly string[] = Object.values(acrValues)
  if (essentialAcr(claims)?.some((value) => known.includes(value)) === false) {
    throw new errors.UnmetAuthenticationRequirements('none of the essential acr values is known here')
  }
}

/** The same from the parameter as it was sent; the library has refused what is not JSON. */
export function essentialAcrIn(parameter: unknown): readonly string[] | undefined {
  return typeof parameter === 'string' ? essentialAcr(JSON.parse(parameter)) : undefined
}

/**
 * The answer to an essential `acr` must be one of the values that were asked for (Core 5.5.1.1), and two factors are one,
 * too: where only the latter was asked for, that is what the tokens say. `amr` names all that was proved, and the session
 * keeps what it is.
 */
export function answerEssentialAcr(provider: Provider): void {
  provider.on('authorization.accepted', ({ oidc }) => {
    const wanted = essentialAcrIn(oidc.params?.claims)
    if (wanted === undefined || wanted.includes(oidc.acr) || !wanted.includes(acrValues.oneFactor)) return
    Object.defineProperty(oidc, 'acr', { value: acrValues.oneFactor })
  })
}

function property(value: unknown, name: string): unknown {
  const whole = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  return whole ? Reflect.get(value, name) : undefined
}
