import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIPv6, type LookupFunction } from 'node:net'

/** Addresses of this machine, of private networks, of cloud metadata services, and those that are nobody's (RFC 6890). */
const ranges: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
  ['::', 96],
  // NAT64 and 6to4 carry IPv4 addresses, private ones too.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  // So does Teredo; the rest of it is for protocols (RFC 2928).
  ['2001::', 23],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
]

const blocked = new BlockList()
for (const [network, prefix] of ranges) {
  blocked.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4')
}

/** Whether an IP address (without brackets) is one a gateway on the open network cannot have. */
export function isPrivateAddress(address: string): boolean {
  return blocked.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/**
 * Node's own look-up, failing with `EPRIVATE` when a name leads to a private address. It decides about the very
 * addresses that are then connected to, so a name cannot change in between.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const failure = error ?? refusal(addresses)
    if (failure !== undefined) return callback(failure, [])
    const [first] = addresses
    return options.all || first === undefined
      ? callback(null, addresses)
      : callback(null, first.address, first.family)
  })
}

function refusal(addresses: readonly LookupAddress[]): NodeJS.ErrnoException | undefined {
  if (!addresses.some(({ address }) => isPrivateAddress(address))) return undefined
  return Object.assign(new Error('the name leads to a private address'), { code: 'EPRIVATE' })
}
