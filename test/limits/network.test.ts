import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from '../../src/limits/network.ts'

const cases: readonly (readonly [address: string, network: string])[] = [
  ['192.0.2.7', '192.0.2.7'],
  [' 192.0.2.7 ', '192.0.2.7'],
  ['192.0.2.7:5000', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['', 'unknown'],
  ['localhost', 'unknown'],
  ['192.0.2', 'unknown'],
  ['0x7f.1', 'unknown'],
  ['010.0.0.1', 'unknown'],
  ['192.0.2.7, 10.0.0.1', 'unknown'],
  ['_hidden', 'unknown'],
  ['2001:db8::1::2', 'unknown'],
  ['x'.repeat(10_000), 'unknown'],
]

for (const [address, network] of cases) {
  test(`"${address.slice(0, 30)}" is counted as ${network}`, () => assert.equal(networkOf(address), network))
}
