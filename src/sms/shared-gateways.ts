import { isDeepStrictEqual } from 'node:util'
import { createGateway, type Gateway, type OnResult } from './gateway.ts'
import type { GatewaySettings } from './gateway-settings.ts'
import type { OpenGateway } from './sender.ts'

interface Shared {
  readonly settings: GatewaySettings
  readonly gateway: Gateway
  users: number
}

/**
 * Opens gateways for the senders that follow each other in one process. One whose settings are the same is opened once
 * for all of them: its connections, its queue and what is known of its failures go from one sender to the next. It is
 * closed with the last that has it.
 */
export function shareGateways(onResult: OnResult): OpenGateway {
  const open = new Set<Shared>()
  return (settings) => {
    const found = [...open].find((one) => isDeepStrictEqual(one.settings, settings))
    const shared = found ?? { settings, gateway: createGateway(settings, onResult), users: 0 }
    open.add(shared)
    shared.users += 1
    return {
      ...shared.gateway,
      close() {
        shared.users -= 1
        if (shared.users > 0) return
        open.delete(shared)
        shared.gateway.close()
      },
    }
  }
}
