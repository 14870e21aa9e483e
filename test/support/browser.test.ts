import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { launchBrowser } from './browser.ts'

test('the browser reaches invented hosts through its host rules and keeps nothing from one launch to the next', async (t) => {
  const server = createServer((request, response) => {
    response.setHeader('set-cookie', 'seen=yes; Max-Age=3600')
    response.end(`host ${request.headers.host}, cookie ${request.headers.cookie ?? 'none'}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  for (const _launch of ['first', 'second']) {
    const browser = await launchBrowser({ hostRules: `MAP shop.example.org 127.0.0.1:${port}` })
    try {
      const page = await browser.newPage()
      await page.goto('http://shop.example.org/')
      assert.equal(await page.textContent('body'), 'host shop.example.org, cookie none')
    } finally {
      await browser.close()
    }
  }
})
