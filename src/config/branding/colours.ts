import Color from 'colorjs.io'
import { type CssNode, generate, parse, walk } from 'css-tree'
import { shippedTheme } from '../../../interactions/pages/assets.ts'
import type { Report } from '../report.ts'
import { nearest } from '../shape.ts'
import type { OwnFile } from './files.ts'

/** What is read on what, by the custom properties of latchkey.css: 4.5:1 at least (WCAG 2.2, 1.4.3). */
const texts: readonly (readonly [text: string, ground: string])[] = [
  ['--text', '--card'],
  ['--text', '--ground'],
  ['--heading', '--card'],
  ['--heading', '--ground'],
  ['--muted', '--card'],
  ['--muted', '--field'],
  ['--accent', '--card'],
  ['--accent', '--ground'],
  ['--accent-hover', '--card'],
  ['--button-text', '--button'],
  ['--button-text', '--button-hover'],
  ['--field-text', '--field'],
  ['--alarm', '--alarm-ground'],
  ['--alarm', '--card'],
]

/** What shows where to type, press and stand: 3:1 at least (1.4.11). */
const edges: typeof texts = [
  ['--edge', '--card'],
  ['--ring', '--card'],
]

const schemes = ['light', 'dark'] as const
type Scheme = (typeof schemes)[number]

interface Declared {
  readonly value: string
  readonly line: number
  readonly column: number
}
type Palette = ReadonlyMap<string, Declared>

type Warn = (key: string, at: Declared, message: string) => void

/** Warns of colours of a theme that are hard to read beside each other, or beside ours, in the light or in the dark. */
export function reportColours(file: OwnFile, sheet: CssNode, report: Report): void {
  const ours = paletteOf(parse(shippedTheme(), { positions: true, parseCustomProperty: true }))
  const own = paletteOf(sheet)
  const known = [...ours.light.keys()].filter((name) => !name.startsWith('--pico-'))
  const warn: Warn = (key, { line, column }, message) => {
    report.addFile(file.path, message, { key, line, column, level: 'warning' })
  }
  reportNames(new Map([...own.light, ...own.dark]), known, warn)
  for (const scheme of schemes) {
    const all = new Map([...ours[scheme], ...own[scheme]])
    reportPairs({ scheme, all, own: own[scheme] }, texts, 4.5, warn)
    reportPairs({ scheme, all, own: own[scheme] }, edges, 3, warn)
  }
}

function reportNames(own: Palette, known: readonly string[], warn: Warn): void {
  for (const [name, at] of own) {
    const guess = known.includes(name) || name.startsWith('--pico-') ? undefined : nearest(name, known)
    if (guess !== undefined) warn(name, at, `nothing here is coloured by that; did you mean "${guess}"?`)
    const isColour = known.includes(name) && !name.endsWith('-height') && !at.value.startsWith('var(')
    if (isColour && colourOf(at.value) === undefined)
      warn(name, at, `${at.value} cannot be read as a colour, so nothing is known of its contrast`)
  }
}

function reportPairs(
  { scheme, all, own }: { readonly scheme: Scheme; readonly all: Palette; readonly own: Palette },
  pairs: typeof texts,
  least: number,
  warn: Warn,
): void {
  for (const [front, ground] of pairs) {
    const key = own.has(front) ? front : ground
    const at = own.get(key)
    const ratio = contrast(resolved(all, front), resolved(all, ground))
    if (at === undefined || ratio === undefined || ratio >= least) continue
    const message = `in the ${scheme}, ${front} on ${ground} has a contrast of ${ratio.toFixed(1)}:1, and ${least}:1 is needed to be read`
    warn(key, at, message)
  }
}

/** Custom properties of the root, in their order: a later one counts. Other media than the two schemes are left out. */
function paletteOf(sheet: CssNode): Readonly<Record<Scheme, Palette>> {
  const palettes = { light: new Map<string, Declared>(), dark: new Map<string, Declared>() }
  walk(sheet, {
    visit: 'Declaration',
    enter(node) {
      const selector = this.rule === null ? '' : generate(this.rule.prelude)
      if (!node.property.startsWith('--') || !/(^|,)(:root|html)\b/.test(selector)) return
      const { line = 1, column = 1 } = node.loc?.start ?? {}
      const declared = { value: generate(node.value).trim(), line, column }
      for (const scheme of schemesOf(this.atrule)) palettes[scheme].set(node.property, declared)
    },
  })
  return palettes
}

function schemesOf(atrule: { readonly prelude?: CssNode | null } | null): readonly Scheme[] {
  if (atrule === null) return schemes
  const media = atrule.prelude ? generate(atrule.prelude) : ''
  return schemes.filter((scheme) => media.includes(`prefers-color-scheme:${scheme}`))
}

/** A value that is another property's is that one's. */
function resolved(palette: Palette, name: string, depth = 0): string {
  const value = palette.get(name)?.value ?? ''
  const other = /^var\(\s*(--[\w-]+)\s*\)$/.exec(value)?.[1]
  return other === undefined || depth > 5 ? value : resolved(palette, other, depth + 1)
}

function colourOf(value: string): Color | undefined {
  try {
    return new Color(value)
  } catch {
    return undefined
  }
}

/** WCAG 2.2; undefined when one of them is no colour, or shows what is behind it. */
function contrast(front: string, ground: string): number | undefined {
  const [one, other] = [colourOf(front), colourOf(ground)]
  if (one === undefined || other === undefined || one.alpha < 1 || other.alpha < 1) return undefined
  return one.contrast(other, 'WCAG21')
}
