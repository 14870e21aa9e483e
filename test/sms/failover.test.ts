import assert from 'node:assert/strict'
import { test } from 'node:test'
import { message } from './fake-gateway.ts'
import { gatewayThat, sendThrough } from './gateways.ts'

test('gateways are asked by priority, then by name', async () => {
  await using third = await gatewayThat('accept', { name: 'a', priority: 200 })
  await using second = await gatewayThat('accept', { name: 'c' })
  await using first = await gatewayThat('accept', { name: 'b' })
  const all = [third.settings, second.settings, first.settings]
  const { last } = await sendThrough(all, {})
  assert.equal(last?.gateway, 'b')
  assert.equal(last?.messageId, first.delivered[0]?.id)
  const { last: urgent } = await sendThrough([{ ...third.settings, priority: 1 }, ...all.slice(1)], {})
  assert.equal(urgent?.gateway, 'a')
})

for (const mode of ['refuse', 'busy', '200-with-error', 'redirect'] as const) {
  const moves =
    mode === 'redirect' ? 'leaves doubt, so nobody else is asked' : 'moves on with the same message'
  test(`${mode} ${moves}`, async () => {
    await using first = await gatewayThat(mode, { priority: 1 })
    await using second = await gatewayThat('accept')
    const { last, reports } = await sendThrough([first.settings, second.settings], {})
    const moved = mode !== 'redirect'
    assert.deepEqual([first.asked(), second.asked()], [1, moved ? 1 : 0])
    assert.equal(last?.status, moved ? 'accepted' : 'unknown')
    assert.deepEqual(
      second.delivered.map(({ text }) => text),
      moved ? [message.text] : [],
    )
    assert.equal(reports[0]?.gateway, mode)
  })
}

test('a gateway that cannot be reached moves on', async () => {
  const first = await gatewayThat('accept', { name: 'gone', priority: 1 })
  await first.close()
  await using second = await gatewayThat('accept')
  const { last } = await sendThrough([first.settings, second.settings], {})
  assert.equal(last?.gateway, 'accept')
})

test('when all refuse, the message is refused and the last one asked is named', async () => {
  await using first = await gatewayThat('refuse', { priority: 1 })
  await using second = await gatewayThat('busy')
  const { last, reports } = await sendThrough([first.settings, second.settings], {})
  assert.deepEqual(last, { status: 'refused', gateway: 'busy' })
  assert.deepEqual(
    reports.map((report) => report.class),
    ['recipient-refused', 'try-later'],
  )
})

test("only gateways that serve the number's country are asked", async () => {
  await using islands = await gatewayThat('accept', { name: 'islands', countries: ['GG', 'JE'], priority: 1 })
  await using lanka = await gatewayThat('accept', { name: 'lanka', countries: ['LK'] })
  await using world = await gatewayThat('accept', { name: 'world', priority: 300 })
  const all = [islands.settings, lanka.settings, world.settings]
  const { outcomes } = await sendThrough(all, { to: '+94778888888' }, { to: '+12125550123' })
  assert.deepEqual(
    outcomes.map(({ gateway }) => gateway),
    ['lanka', 'world'],
  )
  const { last, reports } = await sendThrough([islands.settings], {})
  assert.deepEqual(last, { status: 'refused' })
  assert.match(reports[0]?.reason ?? '', /country/)
})

test('a gateway that carried an earlier message in vain is asked last', async () => {
  await using first = await gatewayThat('accept', { name: 'first', priority: 1 })
  await using second = await gatewayThat('accept', { name: 'second' })
  const all = [first.settings, second.settings]
  const { outcomes } = await sendThrough(all, {}, { avoid: ['first'] }, { avoid: ['first', 'second'] })
  assert.deepEqual(
    outcomes.map(({ gateway }) => gateway),
    ['first', 'second', 'first'],
  )
})
