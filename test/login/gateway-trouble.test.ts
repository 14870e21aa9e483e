import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Mode, modes } from '../../src/demo/gateway-modes.ts'
import { gatewayThat } from '../sms/gateways.ts'
import { createBrowserClient, textOf } from '../support/client.ts'
import { alice, startLatchkey } from '../support/latchkey.ts'
import { provePassword, relyingParty } from '../support/relying-party.ts'

const sent = /We sent a text message/
const onItsWay = /is on its way/
const notSent = /could not be sent/
const notKnown = /We do not know/

/** What a person reads when the page comes back. */
const truths = {
  accept: sent,
  'late-receipt': sent,
  'no-receipt': sent,
  slow: onItsWay,
  hang: onItsWay,
  'hang-body': onItsWay,
  refuse: notSent,
  busy: notSent,
  unavailable: notKnown,
  'unavailable-after-accept': notKnown,
  '200-with-error': notSent,
  broken: notKnown,
  reset: notKnown,
  'reset-after-accept': notKnown,
  html: notKnown,
  'bad-json': notKnown,
  gzip: notKnown,
  huge: notKnown,
  redirect: notKnown,
} satisfies Record<Mode, RegExp>

for (const mode of Object.keys(modes) as Mode[]) {
  test(`${mode}: the page comes within three seconds, tells the truth and holds no secret`, async () => {
    const secret = 'canary-7f1d0c'
    const authentication = { scheme: 'bearer', token: secret } as const
    await using gateway = await gatewayThat(mode, { deadlineMs: 2600, authentication })
    const server = await startLatchkey({
      change: (settings) => ({ ...settings, gateways: [gateway.settings] }),
    })
    try {
      const began = performance.now()
      const page = await provePassword(createBrowserClient(), relyingParty(server).begin())
      assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`)
      assert.equal(page.status, 200)
      assert.match(textOf(page), truths[mode])
      assert.ok(gateway.delivered.length <= 1)
      const code = gateway.delivered[0]?.text.slice(-6)
      const said = page.body + (await server.log())
      for (const hidden of [secret, alice.number.slice(1), code].filter((text) => text !== undefined)) {
        assert.ok(!said.includes(hidden))
      }
    } finally {
      await server.close()
    }
  })
}
