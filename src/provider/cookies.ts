import Keygrip from 'keygrip'
import type { Configuration } from 'oidc-provider'
import type { Settings } from '../config/settings.ts'

/**
 * Cookie names and flags. `__Host-` for path `/`, `__Secure-` for those bound to one login's path; plain names only
 * on http loopback, where browsers refuse the prefixes. Signed with SHA-256; the library's default is SHA-1.
 */
export function cookieOptions({ server, secrets }: Settings): NonNullable<Configuration['cookies']> {
  const secure = server.issuer.startsWith('https:')
  const [host, path] = secure ? ['__Host-', '__Secure-'] : ['', '']
  const flags = { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true, secure } as const
  return {
    keys: new Keygrip([...secrets.cookieKeys], 'sha256'),
    names: {
      session: `${host}latchkey_session`,
      interaction: `${path}latchkey_login`,
      resume: `${path}latchkey_resume`,
    },
    long: { ...flags, path: '/' },
    short: { ...flags },
  }
}
