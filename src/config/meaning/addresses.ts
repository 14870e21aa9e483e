import { isIP } from 'node:net'
import { isPrivateAddress } from '../../sms/private-address.ts'
import type { Document } from '../document.ts'
import type { Report } from '../report.ts'
import type { Settings } from '../settings.ts'

type Facts = Pick<Settings, 'server' | 'operations'>

/** Says where the address people use and the ones the server listens on do not fit together. */
export function checkAddresses({ server, operations }: Facts, document: Document, report: Report): void {
  const say = (path: readonly [string, string], message: string, level: 'error' | 'warning' = 'warning') =>
    report.add(document, path, { message, level })
  const { protocol, port } = new URL(server.issuer)
  if (protocol === 'https:') {
    if (server.trustedProxies === 0) {
      const why =
        "a proxy ends TLS in front of the server, and its address would be everybody's: all people would share the limits of one network"
      say(
        ['server', 'trusted_proxies'],
        `0 does not fit an https issuer: ${why}. Write 1, or how many proxies there are`,
      )
    }
    if (isPublic(server.host)) {
      say(
        ['server', 'host'],
        'an address of the open network, where passwords and codes would arrive unencrypted: the proxy alone should reach the server',
      )
    }
  } else if (server.trustedProxies === 0 && Number(port || 80) !== server.port) {
    say(['server', 'port'], `the issuer sends people to port ${port || 80}, and nothing listens there`)
  }
  if (operations === undefined) return
  if (operations.port === server.port) {
    say(['operations', 'port'], `${operations.port} is the port of [server] too: each needs its own`, 'error')
  }
  if (isPublic(operations.host)) {
    say(
      ['operations', 'host'],
      'an address of the open network: health and metrics are for the machines of the deployment alone',
    )
  }
}

/** Names may lead anywhere, and all addresses at once is what a container has to listen on. */
function isPublic(host: string): boolean {
  return isIP(host) !== 0 && !isPrivateAddress(host)
}
