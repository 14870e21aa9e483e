import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { MessageReference } from '../../../interactions/sms-otp/receipt-store.ts'
import { atOnce, type OpenStore, resolved } from './opener.ts'

const reference: MessageReference = {
  place: { account: 'a', purpose: 'login', browser: 'b' },
  id: 'challenge',
  message: 2,
}

/** Where receipts and messages meet, whichever comes first. */
export function receiptStoreContract(name: string, open: OpenStore): void {
  describe(`${name}: receipts`, { concurrency: true }, () => {
    it('a receipt for a message that is expected leads to it, as often as it comes', async (t) => {
      const { receipts } = (await open(t)).store
      const id = randomUUID()
      assert.equal(await receipts.expect('one', id, reference, 60_000), undefined)
      assert.deepEqual(await receipts.report('one', id, 'arrived', 60_000), reference)
      assert.deepEqual(await receipts.report('one', id, 'arrived', 60_000), reference)
    })

    it('a receipt that comes first waits for its message, and arrived outlasts undelivered', async (t) => {
      const { receipts } = (await open(t)).store
      const [early, both] = [randomUUID(), randomUUID()]
      assert.equal(await receipts.report('one', early, 'undelivered', 60_000), undefined)
      assert.equal(await receipts.expect('one', early, reference, 60_000), 'undelivered')
      await receipts.report('one', both, 'arrived', 60_000)
      await receipts.report('one', both, 'undelivered', 60_000)
      assert.equal(await receipts.expect('one', both, reference, 60_000), 'arrived')
    })

    it('another gateway’s message of the same id is another message', async (t) => {
      const { receipts } = (await open(t)).store
      const id = randomUUID()
      await receipts.expect('one', id, reference, 60_000)
      assert.equal(await receipts.report('two', id, 'arrived', 60_000), undefined)
    })

    it('of a receipt and its message at the same moment, one always finds the other', async (t) => {
      const { receipts } = (await open(t)).store
      const met = resolved(
        await atOnce(50, async () => {
          const id = randomUUID()
          return Promise.all([
            receipts.expect('one', id, reference, 60_000),
            receipts.report('one', id, 'arrived', 60_000),
          ])
        }),
      )
      assert.equal(met.length, 50)
      assert.ok(met.every(([receipt, found]) => (receipt === 'arrived') !== (found !== undefined)))
    })

    it('entries end: an early receipt and an expected message are forgotten in time', async (t) => {
      const { store, pass } = await open(t)
      const [early, expected] = [randomUUID(), randomUUID()]
      await store.receipts.report('one', early, 'arrived', 300)
      await store.receipts.expect('one', expected, reference, 300)
      await pass(500)
      assert.equal(await store.receipts.expect('one', early, reference, 300), undefined)
      assert.equal(await store.receipts.report('one', expected, 'arrived', 300), undefined)
    })

    it('an id may be as long and as strange as a vendor likes', async (t) => {
      const { receipts } = (await open(t)).store
      const id = `${randomUUID()}{x}\n\0${'ü'.repeat(5000)}`
      await receipts.expect('one', id, reference, 60_000)
      assert.deepEqual(await receipts.report('one', id, 'arrived', 60_000), reference)
    })
  })
}
