import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'

interface Service {
  readonly image?: string
  readonly command?: readonly string[]
  readonly profiles?: readonly string[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly network_mode?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly healthcheck?: unknown
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
const { latchkey = {}, redis = {}, inbox = {}, client = {}, init = {} } = services

test('without a profile compose brings up the server and Redis, once the secrets are made', () => {
  const plain = Object.keys(services).filter((name) => services[name]?.profiles === undefined)
  assert.deepEqual(plain.toSorted(), ['init', 'latchkey', 'redis'])
  assert.deepEqual(latchkey.command, ['serve', '--config', '/etc/latchkey'])
  assert.deepEqual(latchkey.depends_on, {
    init: { condition: 'service_completed_successfully' },
    redis: { condition: 'service_healthy' },
  })
})

test('Redis keeps what it was told: an append-only file on a volume, nothing evicted, nobody from outside', () => {
  const command = redis.command?.join(' ') ?? ''
  assert.match(command, /--appendonly yes/)
  assert.match(command, /--maxmemory-policy noeviction/)
  assert.deepEqual(redis.volumes, ['redis:/data'])
  assert.equal(redis.ports, undefined)
  assert.ok(redis.healthcheck)
})

test('nothing of ours can write to its image or its configuration, and no port leaves this machine', () => {
  for (const service of [latchkey, inbox, client, init]) {
    assert.equal(service.read_only, true)
    assert.deepEqual(service.cap_drop, ['ALL'])
    const configuration = service.volumes?.filter((volume) => volume.includes(':/etc/latchkey')) ?? []
    assert.ok(configuration.every((volume) => volume.endsWith(':ro')))
  }
  assert.ok(latchkey.ports?.every((port) => port.startsWith('127.0.0.1:')))
  assert.ok(latchkey.volumes?.every((volume) => volume.endsWith(':ro')))
})

test('the demo profile adds the inbox and the client, which see the server where a browser sees it', () => {
  for (const [service, part] of [
    [inbox, 'inbox'],
    [client, 'client'],
  ] as const) {
    assert.deepEqual(service.profiles, ['demo'])
    assert.equal(service.network_mode, 'service:latchkey')
    assert.deepEqual(service.command?.slice(0, 4), ['demo', part, '--host', '0.0.0.0'])
  }
  const published = latchkey.ports?.map((port) => port.split(':').at(-1))
  assert.deepEqual(published, ['3000', '3001', '3002'])
})
