import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { Command, CommanderError } from 'commander'
import type { Account } from '../../../src/accounts/account.ts'
import type { Streams } from '../../../src/cli/user/desk.ts'
import { addVerbs } from '../../../src/cli/user/verbs.ts'
import { openEmbeddedStore } from '../../../src/store/embedded/index.ts'
import { openRedisStore } from '../../../src/store/redis/index.ts'
import type { Store } from '../../../src/store/store.ts'
import { configuration, type FileTexts, randomKey, signingKeys } from '../../config/support.ts'
import { startRedis } from '../../support/redis.ts'

/** What a command came to. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly errors: string
}

/** A configuration and the store of a server that runs on it, for commands beside it. */
export interface House {
  readonly directory: string
  readonly store: Store
  readonly codeKey: string
  /** Runs `latchkey user …`, with this on its standard input. */
  run(args: string, input?: string): Promise<Ran>
  /** The same with `--json`, and what it answered. */
  ask(args: string, input?: string): Promise<Record<string, unknown>>
  account(name: string): Promise<Account>
  /** Presses Ctrl-C, for the command that listens. */
  interrupt(): void
}

export const stores = ['embedded', 'redis'] as const
const keys = signingKeys()

/** Opens one on a store of its own. */
export async function openHouse(
  t: TestContext,
  kind: (typeof stores)[number],
  files: FileTexts = {},
): Promise<House> {
  const redis = kind === 'redis' ? await startRedis() : undefined
  if (redis) t.after(() => redis.stop())
  const codeKey = randomKey()
  const where = redis ? `kind = "redis"\nurl = "${redis.url}"\n` : 'directory = "data"\n'
  const directory = await configuration(t, {
    'deployment.toml': `[server]\nissuer = "https://login.example.com"\n[store]\n${where}
[secrets]\nsigning_keys = "file:signing.json"\ncookie_keys = ["file:cookie"]\ncode_keys = ["file:code"]\n`,
    'signing.json': keys,
    // Nobody listens there: what is not about messages sends none.
    'sms/main.toml': 'url = "http://127.0.0.1:9/?to=$ctx.num&text=$ctx.msg"\nallow_private = true\n',
    cookie: randomKey(),
    code: codeKey,
    ...files,
  })
  const store = redis
    ? await openRedisStore({ url: redis.url })
    : await openEmbeddedStore({ directory: join(directory, 'data') })
  t.after(() => store.close())
  let interrupt = () => {}
  const onInterrupt = (told: () => void) => {
    interrupt = told
    return () => {}
  }
  const run = (args: string, input = '') =>
    runVerb([...words(args), '--config', directory], input, onInterrupt)
  return {
    directory,
    store,
    codeKey,
    run,
    interrupt: () => interrupt(),
    async ask(args, input) {
      const { code, out, errors } = await run(`${args} --json`, input)
      assert.equal(code, 0, errors)
      return JSON.parse(out)
    },
    async account(name) {
      const found = await store.accounts.findByIdentifier(name)
      assert.ok(found, name)
      return found
    },
  }
}

/** Words, of which one in quotes may hold spaces. */
function words(args: string): string[] {
  return Array.from(args.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '')
}

async function runVerb(
  args: readonly string[],
  input: string,
  onInterrupt: Streams['onInterrupt'],
): Promise<Ran> {
  let [code, out, errors] = [-1, '', '']
  const into = (add: (text: string) => void) =>
    new Writable({
      write(chunk, _encoding, done) {
        add(String(chunk))
        done()
      },
    })
  const latchkey = new Command('latchkey').exitOverride().configureOutput({
    writeOut: (text) => (out += text),
    writeErr: (text) => (errors += text),
  })
  addVerbs(latchkey.command('user'), {
    input: Readable.from(input === '' ? [] : [input]),
    output: into((text) => (out += text)),
    errors: into((text) => (errors += text)),
    exit: (given) => {
      code = given
    },
    onInterrupt,
  })
  try {
    await latchkey.parseAsync(['user', ...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    code = 2
  }
  return { code, out, errors }
}
