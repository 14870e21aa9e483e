import { SaxesParser } from 'saxes'
import type { Logo } from '../../../interactions/pages/branding.ts'
import type { Report } from '../report.ts'
import { type OwnFile, textOf } from './files.ts'

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Reads `pages/logo.svg` or `pages/logo.png`, of which there is one at most. */
export function readLogo(files: readonly OwnFile[], report: Report): Logo | undefined {
  const [file, second] = files
  if (file === undefined) return undefined
  if (second !== undefined) {
    report.addFile(second.path, `there is ${file.name} too: keep one of them`)
    return undefined
  }
  if (file.name.endsWith('.svg')) return readSvg(file, report)
  if (file.body.subarray(0, 8).equals(pngSignature)) return { extension: '.png', body: file.body }
  report.addFile(file.path, 'not a PNG picture')
  return undefined
}

const refers = 'a logo cannot refer to anything outside it'
/** CSS that would load something. */
const outside = /@import|url\((?!\s*["']?\s*(#|data:image\/))/i

/** Elements in each other; the parser's time grows with their square. */
const deepest = 100
const tooDeep = new Error('too deep')

/** Nothing in it could run where we serve it: whoever put a script there should know. */
function readSvg(file: OwnFile, report: Report): Logo | undefined {
  const text = textOf(file, report)
  if (text === undefined) return undefined
  const parser = new SaxesParser({ xmlns: true, position: true })
  let style = ''
  let problem: { message: string; line: number; column: number } | undefined
  let depth = 0
  const say = (message: string) => {
    problem ??= { message, line: parser.line, column: Math.max(parser.column, 1) }
  }
  parser.on('error', ({ message }) => say(`not XML from here on (${message.replace(/^\d+:\d+: /, '')})`))
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (depth === 0 && (local !== 'svg' || uri !== 'http://www.w3.org/2000/svg'))
      say('an <svg xmlns="http://www.w3.org/2000/svg"> is wanted')
    depth += 1
    if (depth > deepest) throw tooDeep
    if (/^(script|foreignObject)$/i.test(local)) say(`a logo cannot hold <${local}>`)
    for (const { local: name, value } of Object.values(attributes)) {
      if (/^on/i.test(name)) say(`a logo cannot hold ${name}="…"`)
      const isHref = name === 'attributeName' ? /href$/i.test(value) : name === 'href'
      if ((isHref && !/^(#|data:image\/)/i.test(value)) || outside.test(value)) say(refers)
    }
  })
  parser.on('closetag', ({ local }) => {
    depth -= 1
    if (local === 'style' && outside.test(style)) say(refers)
    style = ''
  })
  const more = (css: string) => {
    style += css
  }
  parser.on('text', more)
  parser.on('cdata', more)
  parser.on('processinginstruction', ({ target }) => {
    if (target === 'xml-stylesheet') say(refers)
  })
  try {
    parser.write(text).close()
  } catch (error) {
    if (error !== tooDeep) throw error
    say(`more than ${deepest} elements in each other`)
  }
  if (problem === undefined) return { extension: '.svg', body: file.body }
  const { message, ...at } = problem
  report.addFile(file.path, message, at)
  return undefined
}
