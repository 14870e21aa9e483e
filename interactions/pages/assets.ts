import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'

/** A file the pages refer to. */
export interface Asset {
  readonly body: Buffer
  /** Content type. */
  readonly type: string
  /** Quoted, as the header wants it. */
  readonly etag: string
}

/** Assets by URL path, and their paths by the names the templates know them by. */
export interface Assets {
  readonly byPath: ReadonlyMap<string, Asset>
  readonly paths: Readonly<Record<'style' | 'icon' | 'smsCode' | 'backupCodes' | 'formPost', string>>
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Reads styles, script and icon. A path carries a digest of the content, so a browser may keep the file for good. */
export function loadAssets(): Assets {
  const byPath = new Map<string, Asset>()

  function add(name: string, ...sources: readonly string[]): string {
    const body = Buffer.concat(sources.map((source) => readFileSync(new URL(source))))
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 16)
    const extension = extname(name)
    const path = `/assets/${name.slice(0, -extension.length)}.${digest}${extension}`
    byPath.set(path, { body, type: types[extension] ?? 'application/octet-stream', etag: `"${digest}"` })
    return path
  }

  const paths = {
    // One sheet: the library's first, so that ours has the last word.
    style: add(
      'latchkey.css',
      import.meta.resolve('@picocss/pico/css/pico.classless.min.css'),
      own('latchkey.css'),
      own('forms.css'),
      own('account.css'),
    ),
    icon: add('icon.svg', own('icon.svg')),
    backupCodes: add('backup-codes.js', own('backup-codes.js')),
    formPost: add('form-post.js', own('form-post.js')),
    smsCode: add('sms-code.js', own('sms-code.js')),
  }
  return { byPath, paths }
}

function own(name: string): string {
  return new URL(`assets/${name}`, import.meta.url).href
}
