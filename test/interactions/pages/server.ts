import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createPages } from '../../../interactions/pages/index.ts'
import type { Page } from '../../../interactions/pages/page.ts'

/** What the login's own routes send. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Pages on a loopback server, with their assets and their content security policy. */
export interface Shown {
  /** Address of a page by its name. */
  urlOf(name: string): string
  /** Paths posted to, in order. */
  readonly posts: string[]
}

/** Serves pages by name until the test is over; a POST is answered 204, so that the browser stays where it is. */
export async function servePages(
  t: TestContext,
  named: Readonly<Record<string, Page>>,
  pages = createPages({ applicationName: 'Acme Accounts' }),
): Promise<Shown> {
  const posts: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/')
    const asset = pages.assets.get(path)
    const page = named[path.slice(1)]
    if (request.method === 'POST') {
      posts.push(path)
      response.writeHead(204).end()
    } else if (asset !== undefined) {
      response.writeHead(200, { 'content-type': asset.type }).end(asset.body)
    } else if (page !== undefined) {
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
      response.writeHead(200, headers).end(pages.render(page, ['en']))
    } else {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return { urlOf: (name) => `http://127.0.0.1:${port}/${encodeURIComponent(name)}`, posts }
}
