import type { Command } from 'commander'
import {
  type Answer,
  accountNamed,
  atDesk,
  type Desk,
  type Given,
  type Streams,
  userArgument,
  verb,
} from './desk.ts'
import { factsOf } from './facts.ts'

/** `latchkey user show` */
export function addShow(user: Command, streams: Streams): void {
  verb(user, 'show', 'what is stored of an account')
    .argument(...userArgument)
    .action((name: string, given: Given) => atDesk('show', given, streams, (desk) => show(desk, name)))
}

async function show(desk: Desk, name: string): Promise<Answer> {
  const account = await accountNamed(desk, name)
  const facts = factsOf(account, desk.clock(), await desk.challenges.barrier(account.id))
  const lines = Object.entries(facts).map(([key, value]) => `${key.padEnd(18)} ${written(value)}`)
  return { said: lines.join('\n'), facts, account: account.id }
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
