import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { Branding } from './branding.ts'

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
  '.png': 'image/png',
}

/**
 * Reads styles, scripts and icon. A path carries a digest of the content, so a browser may keep the file for good.
 *
 * @param branding a logo stands in for our icon, a theme comes after our styles
 */
export function loadAssets({ logo, theme = '' }: Pick<Branding, 'logo' | 'theme'> = {}): Assets {
  const byPath = new Map<string, Asset>()

  function add(name: string, ...sources: readonly Buffer[]): string {
    const body = Buffer.concat(sources)
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 16)
    const extension = extname(name)
    const path = `/assets/${name.slice(0, -extension.length)}.${digest}${extension}`
    byPath.set(path, { body, type: types[extension] ?? 'application/octet-stream', etag: `"${digest}"` })
    return path
  }

  const paths = {
    // One sheet: the library's first, so that ours is heard over it, and the house's own over both.
    style: add(
      'latchkey.css',
      readFileSync(new URL(import.meta.resolve('@picocss/pico/css/pico.classless.min.css'))),
      ...['latchkey.css', 'forms.css', 'account.css'].map(ours),
      Buffer.from(theme),
    ),
    icon: logo === undefined ? add('icon.svg', ours('icon.svg')) : add(`logo${logo.extension}`, logo.body),
    backupCodes: add('backup-codes.js', ours('backup-codes.js')),
    formPost: add('form-post.js', ours('form-post.js')),
    smsCode: add('sms-code.js', ours('sms-code.js')),
  }
  return { byPath, paths }
}

function ours(name: string): Buffer {
  return readFileSync(new URL(`assets/${name}`, import.meta.url))
}

/** Our style sheet with the custom properties that a theme sets. */
export function shippedTheme(): string {
  return ours('latchkey.css').toString()
}
