import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { parse } from 'node-html-parser'
import { type InboxMessage, startInbox } from '../../src/demo/inbox.ts'
import { createSender } from '../../src/sms/sender.ts'
import { message, settingsFor } from '../sms/fake-gateway.ts'
import { launchBrowser } from '../support/browser.ts'

async function openInbox() {
  const { url, close } = await startInbox({ host: '127.0.0.1', port: 0 })
  return {
    url,
    post: (body: string, type = 'application/json') =>
      fetch(`${url}/api/messages`, { method: 'POST', body, headers: { 'content-type': type } }),
    list: async (query = '') => (await (await fetch(`${url}/api/messages${query}`)).json()) as InboxMessage[],
    page: async () => parse(await (await fetch(url)).text()),
    [Symbol.asyncDispose]: close,
  }
}

test('the inbox is an ordinary HTTP SMS gateway: our sender delivers a message to it', async () => {
  await using inbox = await openInbox()
  const settings = settingsFor(inbox.url, { url: `${inbox.url}/api/messages`, numberFormat: 'plus' })
  const sender = createSender({ gateways: [settings] })
  assert.equal((await sender.send(message)).status, 'accepted')
  await sender.close()
  const [received, ...more] = await inbox.list()
  assert.ok(received)
  assert.equal(more.length, 0)
  assert.deepEqual([received.to, received.text], [message.to, message.text])
  assert.match(received.id, /^[0-9a-f-]{36}$/)
  assert.ok(Math.abs(Date.parse(received.receivedAt) - Date.now()) < 5000)
})

test('the list is newest first, can be asked for one number in any form, and keeps the last 50', async () => {
  await using inbox = await openInbox()
  for (let number = 1; number <= 52; number += 1) {
    const to = number % 2 ? '+94778888888' : '+94778888889'
    const response = await inbox.post(JSON.stringify({ to, text: `text ${number}` }))
    assert.equal(response.status, 202)
  }
  const all = await inbox.list()
  assert.deepEqual([all.length, all[0]?.text, all[49]?.text], [50, 'text 52', 'text 3'])
  for (const to of ['94778888888', '+94778888888', '%2B94778888888']) {
    const some = await inbox.list(`?to=${to}`)
    assert.deepEqual([some.length, some[0]?.text], [25, 'text 51'], to)
  }
})

test('the page shows number, time and text, and escapes what a text holds', async () => {
  await using inbox = await openInbox()
  assert.equal((await inbox.page()).querySelector('#empty')?.getAttribute('hidden'), undefined)
  const text = '<script>alert(1)</script> & "quotes" \'\n\n@login.example.com #482913'
  await inbox.post(JSON.stringify({ to: '+1"><img src=x>5550100', text }))
  const page = await inbox.page()
  assert.equal(page.querySelector('.bubble')?.text, text)
  assert.equal(page.querySelector('.meta span')?.text, '+1"><img src=x>5550100')
  assert.match(page.querySelector('time')?.text ?? '', /^\d\d:\d\d:\d\d$/)
  assert.equal(page.querySelectorAll('img').length, 1)
  assert.equal(page.querySelectorAll('script:not([src])').length, 0)
  assert.notEqual(page.querySelector('#empty')?.getAttribute('hidden'), undefined)
})

test('a page elsewhere whose name was made to point here reads no code', async () => {
  await using inbox = await openInbox()
  for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.7']) {
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${inbox.url}/api/messages`, { headers: { host } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sent.on('error', reject).end()
    })
    assert.equal(status, 421, host)
  }
})

test('bad input is answered with 4xx and JSON, and nothing is kept', async () => {
  await using inbox = await openInbox()
  const cases: [string, string, number][] = [
    ['{"to":', 'application/json', 400],
    ['"text"', 'application/json', 400],
    ['null', 'application/json', 400],
    ['[]', 'application/json', 400],
    ['{"to":"+15550100123"}', 'application/json', 400],
    ['{"to":15550100123,"text":"x"}', 'application/json', 400],
    ['{"to":"+15550100123","text":["x"]}', 'application/json', 400],
    ['{"to":"nobody","text":"x"}', 'application/json', 400],
    ['{"to":"+15550100123","text":""}', 'application/json', 400],
    [JSON.stringify({ to: '+15550100123', text: 'x'.repeat(2001) }), 'application/json', 400],
    [JSON.stringify({ to: '+15550100123', text: 'x'.repeat(1024 * 1024) }), 'application/json', 413],
    ['{"to":"+15550100123","text":"x"}', 'text/plain', 415],
    ['to=1&text=x', 'application/x-www-form-urlencoded', 415],
  ]
  for (const [body, type, status] of cases) {
    const response = await inbox.post(body, type)
    assert.equal(response.status, status, body.slice(0, 60))
    assert.match(await response.text(), /^\{"error":".+"\}$/)
  }
  assert.deepEqual(await inbox.list(), [])
})

test('other methods and other addresses end on a calm page or in JSON', async () => {
  await using inbox = await openInbox()
  const wrong = await fetch(`${inbox.url}/api/messages`, { method: 'DELETE' })
  assert.equal(wrong.status, 405)
  assert.match(await wrong.text(), /^\{"error":".+"\}$/)
  const nowhere = await fetch(`${inbox.url}/nowhere`)
  assert.equal(nowhere.status, 404)
  assert.equal(parse(await nowhere.text()).querySelector('h1')?.text, 'That did not work')
})

test('every answer carries a policy that allows own styles and scripts and nothing inline', async () => {
  await using inbox = await openInbox()
  for (const path of ['/', '/assets/demo.css', '/assets/inbox.js', '/nowhere', '/api/messages']) {
    const { headers } = await fetch(inbox.url + path)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  }
})

test('an address that is taken is told in one line', async () => {
  await using inbox = await openInbox()
  const port = Number(new URL(inbox.url).port)
  await assert.rejects(
    startInbox({ host: '127.0.0.1', port }),
    /^Error: the SMS inbox cannot listen on 127\.0\.0\.1:\d+: .+; .+$/,
  )
})

test('in a browser the page adds messages by itself, with and without JavaScript', async () => {
  await using inbox = await openInbox()
  const browser = await launchBrowser()
  try {
    for (const javaScriptEnabled of [true, false]) {
      const page = await browser.newPage({ javaScriptEnabled })
      const complaints: string[] = []
      page.on('console', (line) => complaints.push(line.text()))
      await page.goto(inbox.url)
      const text = `JavaScript ${javaScriptEnabled}`
      await inbox.post(JSON.stringify({ to: '+15550100123', text }))
      await page.getByText(text).waitFor({ timeout: 8000 })
      assert.deepEqual(complaints, [])
      await page.close()
    }
  } finally {
    await browser.close()
  }
})
