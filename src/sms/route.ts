import { countriesOf } from '../numbers/country.ts'
import type { GatewaySettings } from './gateway-settings.ts'
import type { TextMessage } from './text-message.ts'

/** Those that send, in the order in which they are asked. */
export function sendingGateways(gateways: readonly GatewaySettings[]): readonly GatewaySettings[] {
  return gateways.filter((gateway) => gateway.enabled).toSorted(byPriority)
}

/**
 * The gateways that may carry a message, the best first.
 *
 * @param enabled in the order of sendingGateways
 */
export function waysFor(
  { to, avoid = [] }: Pick<TextMessage, 'to' | 'avoid'>,
  enabled: readonly GatewaySettings[],
): readonly GatewaySettings[] {
  const choosy = enabled.some(({ countries }) => countries !== undefined)
  const own = choosy ? countriesOf(to) : []
  const serving = enabled.filter((gateway) => serves(gateway, own))
  const isAvoided = ({ name }: GatewaySettings) => avoid.includes(name)
  return [...serving.filter((gateway) => !isAvoided(gateway)), ...serving.filter(isAvoided)]
}

/** Whether a gateway takes messages to a number that may be from one of these countries. */
export function serves({ countries }: GatewaySettings, those: readonly string[]): boolean {
  return countries?.some((country) => those.includes(country)) ?? true
}

/** Where an admin named none, in the middle. */
const usualPriority = 100

function byPriority(one: GatewaySettings, other: GatewaySettings): number {
  const difference = (one.priority ?? usualPriority) - (other.priority ?? usualPriority)
  return difference === 0 ? one.name.localeCompare(other.name, 'en') : difference
}
