import ipaddr from 'ipaddr.js'
import { createMemory } from '../../interactions/memory.ts'

/** Where everybody is counted together whose address cannot be read. */
const unknown = 'unknown'

/**
 * The network a caller is counted by: an IPv4 address whole, an IPv6 address by its first 64 bits, which is what one
 * household gets. IPv4 inside IPv6 is IPv4; ports, as some proxies write them, are left out.
 *
 * @param address of the connection, or the proxy's entry about it
 */
export function networkOf(address: string): string {
  return known(address, () => read(address))
}

/** Every request of a login asks. */
const known = createMemory<string>(200)

function read(address: string): string {
  const bare = withoutPort(address.trim())
  if (!ipaddr.isValid(bare)) return unknown
  const parsed = ipaddr.process(bare)
  if (parsed.kind() === 'ipv4') return isFourPart(bare) ? parsed.toString() : unknown
  const half = parsed.toByteArray().slice(0, 8)
  return `${ipaddr.fromByteArray([...half, ...Array(8).fill(0)]).toString()}/64`
}

function withoutPort(address: string): string {
  const [, six, four] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(address) ?? []
  return six ?? four ?? address
}

/** The library reads `1` and `0x7f.1` as addresses too; no proxy writes them. */
function isFourPart(address: string): boolean {
  return address.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(address)
}
