import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { launchBrowser } from './browser.ts'
import { createBrowserClient, formOf, textOf } from './client.ts'

async function serve(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('cookies go where a browser would send them: by path, and Secure ones to loopback', async (t) => {
  const base = await serve(t, (request, response) => {
    response.setHeader('set-cookie', [
      '__Host-session=s; Path=/; Secure; HttpOnly',
      'visit=v; Path=/interaction/1',
    ])
    response.end(request.headers.cookie ?? 'none')
  })
  const client = createBrowserClient()
  assert.equal((await client.get(base)).body, 'none')
  assert.equal((await client.get(`${base}/interaction/1/code`)).body, 'visit=v; __Host-session=s')
  assert.equal((await client.get(`${base}/interaction/12`)).body, '__Host-session=s')
  assert.deepEqual(await (await client.copy()).cookies(base), { '__Host-session': 's' })
  assert.deepEqual(await createBrowserClient().cookies(base), {})
})

const twoForms = `<body><p>Type the  code</p>
  <form action="/code" method="post"><input type="hidden" name="form_token" value="a&amp;b">
  <input name="code"><input type="checkbox" name="remember"><button name="do" value="go">Go</button></form>
  <form class="resend" action="?again=1" method="post"></form></body>`

test('a form is sent with its own hidden fields, and only with fields it has', async (t) => {
  const base = await serve(t, (request, response) => {
    if (request.method === 'GET') return void response.end(twoForms)
    request.setEncoding('utf8').on('data', (body) => response.end(body))
  })
  const client = createBrowserClient()
  const page = await client.get(`${base}/interaction/1`)
  assert.equal(textOf(page), 'Type the code Go')
  assert.equal((await client.submit(page, '/code', { code: '1 2' })).body, 'form_token=a%26b&code=1+2')
  assert.equal(
    (await client.submit(page, '/code', { code: ['1', '2'] })).body,
    'form_token=a%26b&code=1&code=2',
  )
  assert.equal(formOf(page, 'form.resend').action.href, `${base}/interaction/1?again=1`)
  await assert.rejects(client.submit(page, '/code', { pin: '1' }), /no field pin/)
  await assert.rejects(client.submit(page, '/elsewhere'), /No form \/elsewhere .*forms there: \/code/)
})

test('nothing is followed by itself, and following stops where it is told to', async (t) => {
  const base = await serve(t, (request, response) => {
    const next = { '/a': '/b', '/b': 'http://client.example/callback?code=1' }[request.url ?? '']
    if (request.url === '/loop') response.setHeader('location', '/loop')
    if (next !== undefined) response.setHeader('location', next)
    response.writeHead(303).end()
  })
  const client = createBrowserClient()
  const first = await client.get(`${base}/a`)
  assert.equal(first.location?.href, `${base}/b`)
  const last = await client.follow(first, ({ host }) => host === 'client.example')
  assert.equal(last.location?.searchParams.get('code'), '1')
  await assert.rejects(client.follow(await client.get(`${base}/loop`)), /20 redirects/)
})

test('the client sends the origin headers that a real Chromium sends, with and without referrers', async (t) => {
  const seen: string[] = []
  const base = await serve(t, (request, response) => {
    const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers
    if (request.url !== '/favicon.ico')
      seen.push(`${request.method} ${request.url} ${origin} ${site} ${mode}`)
    if (request.url === '/strict') response.setHeader('referrer-policy', 'no-referrer')
    response.setHeader('content-type', 'text/html')
    response.end('<form method="post" action="/sent"><button>Send</button></form>')
  })
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const tab = await browser.newPage()
  const client = createBrowserClient()
  for (const path of ['/strict', '/plain']) {
    await tab.goto(base + path)
    await tab.click('button')
    await tab.waitForURL('**/sent')
  }
  const real = seen.splice(0)
  for (const path of ['/strict', '/plain']) await client.submit(await client.get(base + path), '/sent')
  assert.deepEqual(seen, real)
})
