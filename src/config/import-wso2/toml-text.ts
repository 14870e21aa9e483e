/** A text as TOML writes it: in single quotes where it can be, because nothing means anything in them. */
export function tomlText(text: string): string {
  // JSON's escapes are TOML's too; it leaves DEL alone, which TOML does not.
  return /['\p{Cc}]/u.test(text) ? JSON.stringify(text).replaceAll('\x7f', '\\u007F') : `'${text}'`
}
