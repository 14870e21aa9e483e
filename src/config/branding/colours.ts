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

/** Warns of colours of a theme that are hard to read beside each other, or beside ours, in the light or in the dark. */
export async function reportColours(file: OwnFile, sheet: CssNode, report: Report): Promise<void> {
  const ours = paletteOf(parse(shippedTheme(), { positions: true, parseCustomProperty: true }))
  const own = paletteOf(sheet)
  const known = [...ours.light.keys()]
  const warn = (key: string, at: Declared | undefined, message: string) => {
    const { line = 1, column = 1 } = at ?? {}
    report.addFile(file.path, message, { key, line, column, level: 'warning' })
  }
  reportUnknown(own, known, warn)
  const told = new Set<string>()
  for (const scheme of schemes) {
    const all = new Map([...ours[scheme], ...own[scheme]])
    for (const [pairs, least] of [
      [texts, 4.5],
      [edges, 3],
    ] as const) {
      for (const [front, ground] of pairs) {
        const at = own[scheme].get(front) ?? own[scheme].get(ground)
        if (at === undefined) continue
        const ratio = contrast(resolved(all, front), resolved(all, ground))
        const key = own[scheme].has(front) ? front : ground
        if (ratio !== undefined && ratio < least)
          warn(
            key,
            at,
            `in the ${scheme}, ${front} on ${ground} has a contrast of ${ratio.toFixed(1)}:1, and ${least}:1 is needed to be read`,
          )
      }
    }
    for (const name of known) {
      const at = own[scheme].get(name)
      if (at === undefined || name === '--logo-height' || told.has(`${at.line}:${at.column}`)) continue
      told.add(`${at.line}:${at.column}`)
      if (colourOf(resolved(all, name)) === undefined)
        warn(name, at, `${at.value} cannot be read as a colour, so nothing is known of its contrast`)
    }
  }
}

function reportUnknown(
  { light, dark }: Readonly<Record<Scheme, Palette>>,
  known: readonly string[],
  warn: (key: string, at: Declared, message: string) => void,
): void {
  for (const [name, at] of new Map([...light, ...dark])) {
    const guess = known.includes(name) || name.startsWith('--pico-') ? undefined : nearest(name, known)
    if (guess !== undefined) warn(name, at, `nothing here is coloured by that; did you mean "${guess}"?`)
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
