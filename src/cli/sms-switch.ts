import { withStore } from './with-store.ts'

type Out = { write(text: string): unknown }

/**
 * Stops all sending, on every instance, from the next message on.
 *
 * @returns the exit code
 */
export async function stopSending(directory: string, reason: string, out: Out): Promise<number> {
  await withStore(directory, ({ limits }) => limits.spend.stop(reason))
  out.write('No message is sent any more, on any instance. "latchkey sms start" takes it back.\n')
  return 0
}

/** Takes that back. @returns the exit code */
export async function startSending(directory: string, out: Out): Promise<number> {
  await withStore(directory, ({ limits }) => limits.spend.start())
  out.write('Messages are sent again.\n')
  return 0
}
