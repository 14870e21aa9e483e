import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type FakeGateway, fakeGateway } from '../sms/fake-gateway.ts'
import { launchBrowser } from '../support/browser.ts'
import { codeIn } from '../support/phone.ts'
import { bringReceipt, withReceipts } from '../support/receipts.ts'
import { type House, openHouse } from './house.ts'
import { begin, complaintsOf, provePassword, see, seeHeading, typeCode } from './person.ts'
import { signedIn } from './visitor.ts'

let browser: Browser
let house: House
let gateway: FakeGateway
/** Answers the request that waits, as a gateway that took its time. */
let accept: () => void = () => {}

before(async () => {
  browser = await launchBrowser()
  gateway = await fakeGateway((response) => {
    accept = () => response.writeHead(202, { 'content-type': 'application/json' }).end('{"id":"m1"}')
  })
  house = await openHouse({
    change: (settings) => {
      const [inbox] = withReceipts(settings).gateways
      assert.ok(inbox)
      const slow = { ...inbox, url: `${gateway.origin}/sms`, deadlineMs: 10_000 }
      return { ...settings, gateways: [slow] }
    },
  })
})
after(async () => {
  await browser.close()
  await house.close()
  await gateway[Symbol.asyncDispose]()
})

test('a person who waits sees the message on its way, then sent, then arrived, and signs in', async () => {
  const context = await browser.newContext()
  const complaints = complaintsOf(context)
  const page = await context.newPage()
  await begin(page, house)
  await provePassword(page)
  await see(page, 'is on its way.')
  accept()
  await see(page, /We sent a text message to/)
  assert.equal(await bringReceipt(house.issuer, 'inbox', { id: 'm1', status: 'delivered' }), 204)
  await see(page, /has arrived on your phone/)
  const [sent] = gateway.received
  await typeCode(page, codeIn(JSON.parse(String(sent?.body)).text))
  await seeHeading(page, signedIn)
  assert.equal(gateway.received.length, 1, 'asking what became of it sent nothing')
  await context.close()
  assert.deepEqual(complaints, [])
})
