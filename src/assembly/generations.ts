import type { RequestListener } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Settings } from '../config/settings.ts'
import type { SmsSender } from '../sms/sender.ts'
import { createSwap } from '../web/swap.ts'

/** A configuration with all that is built for it. */
export interface Generation {
  readonly settings: Settings
  readonly sender: SmsSender
  readonly handler: RequestListener
}

/** How one comes about. */
export interface Builder {
  connect(settings: Settings): SmsSender
  /** Throws when it cannot be served. Changes nothing. */
  build(settings: Settings, sender: SmsSender): Promise<RequestListener>
  /** Writes down what it says of people. Repeating it changes nothing. */
  apply(settings: Settings): Promise<void>
}

/** Configurations that follow each other, one of them in force. */
export interface Generations {
  readonly listener: RequestListener
  current(): Generation
  /** Puts another one in force, whole, or throws and leaves everything as it was. */
  replace(settings: Settings): Promise<void>
  /** Ends all sending. */
  close(): Promise<void>
}

/** Sends may go on so long after the request that began them. Milliseconds. */
const lastSends = 30_000

/** Puts a first configuration in force. @throws when it cannot be served */
export async function beginGenerations(first: Settings, builder: Builder): Promise<Generations> {
  let current = await make(first, builder)
  const { listener, swap } = createSwap(current.handler)
  const senders = new Set([current.sender])

  /** Gateways are closed once nothing that could use them is under way any more. */
  async function retire(sender: SmsSender, ended: Promise<void>): Promise<void> {
    await ended
    await wait(lastSends, undefined, { ref: false })
    if (senders.delete(sender)) await sender.close()
  }

  return {
    listener,
    current: () => current,
    async replace(settings) {
      const { sender } = current
      current = await make(settings, builder)
      senders.add(current.sender)
      void retire(sender, swap(current.handler))
    },
    async close() {
      const open = [...senders]
      senders.clear()
      await Promise.all(open.map((sender) => sender.close()))
    },
  }
}

async function make(settings: Settings, { connect, build, apply }: Builder): Promise<Generation> {
  const sender = connect(settings)
  try {
    const handler = await build(settings, sender)
    await apply(settings)
    return { settings, sender, handler }
  } catch (error) {
    await sender.close()
    throw error
  }
}
