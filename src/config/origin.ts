import { basename } from 'node:path'
import type { Position } from './document.ts'
import type { Files } from './files.ts'

/** Where a setting was written. */
export interface Origin extends Position {
  readonly file: string
}

/**
 * Finds where a setting was written: `server.port`, `client.0.redirect_uris`, `user.2.number`, `sms.<name>.url`
 * (places in lists count from 0). Undefined for defaults and for what no file holds.
 */
export function originIn(files: Files): (path: string) => Origin | undefined {
  return (text) => {
    const path = text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const document = documentFor(files, path)
    const place = document?.find(path[0] === 'sms' ? path.slice(2) : path)
    return document && place && { file: document.file, ...place }
  }
}

function documentFor({ deployment, clients, users, gateways }: Files, [first, name]: (string | number)[]) {
  if (first === 'sms') return gateways.find(({ file }) => basename(file, '.toml') === String(name))
  if (first === 'client') return clients
  return first === 'user' ? users : deployment
}
