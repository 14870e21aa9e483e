import { type Browser, chromium } from 'playwright-core'
import { browserNames, findProgram } from '../../scripts/find-program.ts'

/** Keeps Chromium from talking to anybody but the page's own servers, and from asking first-run questions. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
]

/**
 * The machine's own Chromium, headless, with a fresh profile that is deleted on close.
 *
 * @param options.hostRules Chromium's `--host-resolver-rules`, so that invented hosts reach a server of the test:
 *   `MAP login.example.test 127.0.0.1:3456, MAP shop.example.org 127.0.0.1:3457`.
 * @throws when no Chromium is installed: a test that needs one is never skipped.
 */
export async function launchBrowser(options: { hostRules?: string } = {}): Promise<Browser> {
  const executablePath = findProgram(browserNames)
  if (executablePath === undefined)
    throw new Error('No Chromium in PATH. `npm run setup` installs or names it.')
  // Root has no user name space to build Chromium's sandbox from; every page here is our own.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const hosts = options.hostRules === undefined ? [] : [`--host-resolver-rules=${options.hostRules}`]
  return chromium.launch({ executablePath, headless: true, args: [...sandbox, ...quiet, ...hosts] })
}
