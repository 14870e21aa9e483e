import type { Command } from 'commander'
import type { Account } from '../../accounts/account.ts'
import type { Answer, Desk, Streams } from './desk.ts'
import { factsOf } from './facts.ts'
import { accountVerb } from './verb.ts'

/** `latchkey user show` */
export function addShow(user: Command, streams: Streams): void {
  accountVerb(user, streams, ['show', 'what is stored of an account'], show)
}

async function show(desk: Desk, account: Account): Promise<Answer> {
  const facts = factsOf(account, desk.clock(), await desk.challenges.barrier(account.id))
  const lines = Object.entries(facts).map(([key, value]) => `${key.padEnd(18)} ${written(value)}`)
  return { said: lines.join('\n'), facts }
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
