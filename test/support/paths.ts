/** A path that ends in `/word`, as somebody writes it who looks for a door that counts nothing; the plain one first. */
export function writtenOtherwise(pathname: string): readonly string[] {
  const at = pathname.lastIndexOf('/')
  const [before, word] = [pathname.slice(0, at), pathname.slice(at + 1)]
  const second = `%${word.charCodeAt(1).toString(16)}`
  return [
    pathname,
    `/${pathname}`,
    `${pathname}/`,
    pathname.toUpperCase(),
    `${pathname};x`,
    `${before}//${word}`,
    `${before}/%2e/${word}`,
    `${before}%2F${word}`,
    `${before}/${word.charAt(0)}${second}${word.slice(2)}`,
  ]
}
