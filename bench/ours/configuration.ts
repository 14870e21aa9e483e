import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { initSecrets } from '../../src/cli/secrets-init.ts'
import { newSecret } from '../../src/config/new-secrets.ts'
import { client } from '../client.ts'
import type { World } from '../world.ts'

/**
 * A configuration directory as an admin writes it: embedded store, one client, one person, one gateway.
 *
 * @param directory made if missing
 */
export async function writeConfiguration(world: World, directory: string, port: number): Promise<void> {
  await mkdir(join(directory, 'sms'), { recursive: true })
  await initSecrets(directory)
  const files = {
    'deployment.toml': deployment(port),
    'clients.toml': clients(),
    'users.toml': users(world),
    'sms/bench.toml': gateway(world),
  }
  for (const [name, lines] of Object.entries(files)) {
    await writeFile(join(directory, name), `${lines.join('\n')}\n`, { mode: 0o600 })
  }
}

function deployment(port: number): string[] {
  return [
    '[server]',
    `issuer = "http://localhost:${port}"`,
    `port = ${port}`,
    '[limits]',
    'login_countries = ["+1"]',
    '[store]',
    'directory = "../data"',
    '[log]',
    'destination = "../latchkey.log"',
    '[secrets]',
    'signing_keys = "file:secrets/signing-keys.json"',
    'cookie_keys = ["file:secrets/cookie-key"]',
    'code_keys = ["file:secrets/code-key"]',
  ]
}

function clients(): string[] {
  const { client_id, redirect_uris } = client
  return [
    '[[client]]',
    `client_id = "${client_id}"`,
    `client_secret = "${newSecret()}"`,
    `redirect_uris = ${JSON.stringify(redirect_uris)}`,
    'authentication_steps = ["basic", "smsotp"]',
    'first_party = true',
  ]
}

function users({ people, passwordHash }: World): string[] {
  const [person] = people
  return [
    '[[user]]',
    `username = "${person?.username}"`,
    `number = "${person?.number}"`,
    `password_hash = '${passwordHash}'`,
  ]
}

function gateway({ gateway: { url } }: World): string[] {
  return [
    `url = "${url}"`,
    `payload = '{"to":"$ctx.num","text":"$ctx.msg"}'`,
    'response_codes = [202]',
    'number_format = "plus"',
    'allow_private = true',
  ]
}
