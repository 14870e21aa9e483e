import { setImmediate as turn } from 'node:timers/promises'
import { LiquidError } from 'liquidjs'
import { samples } from '../../../interactions/pages/samples/index.ts'
import { type Fill, loadTemplates } from '../../../interactions/pages/templates.ts'
import { loadTexts, type Speech } from '../../../interactions/pages/texts.ts'
import { viewOf } from '../../../interactions/pages/view.ts'
import type { Position } from '../document.ts'
import { type Difference, differencesOf } from './forms.ts'

/** What is wrong with a template. */
export interface TemplateProblem extends Difference {
  /** Of the template. */
  readonly name: string
  readonly at?: Position
  /** A text that is asked for and that there is none of. */
  readonly key?: string
}

/**
 * Fills a house's templates and ours with the same samples. Each is tried alone, so that what is wrong is said of the
 * file it is in; then, when nothing was, all of them together.
 */
export async function compareTemplates(
  own: Readonly<Record<string, string>>,
): Promise<readonly TemplateProblem[]> {
  const ours = samples.map((page) => fillSample(loaded, page, english))
  const alone: TemplateProblem[] = []
  for (const [name, text] of Object.entries(own)) {
    // A server that reloads has people to answer in between.
    await turn()
    alone.push(...problemsOf(name, loadTemplates({ [name]: text }), ours))
  }
  const [first] = Object.keys(own)
  const isLost = alone.some(({ level }) => level === 'error')
  return first === undefined || isLost ? alone : [...alone, ...together(first, own, ours)]
}

const loaded = loadTemplates()
const english: Speech = loadTexts().speechFor(['en'])
const names = ['style', 'icon', 'smsCode', 'backupCodes', 'formPost']
const assets = Object.fromEntries(names.map((name) => [name, `/sample:assets.${name}`]))

function fillSample(fill: Fill, page: (typeof samples)[number], speech: Speech): string {
  return fill(page.page, { speech, application: 'Sample', assets, ...viewOf(page, english) })
}

function together(
  first: string,
  own: Readonly<Record<string, string>>,
  ours: readonly string[],
): readonly TemplateProblem[] {
  return problemsOf(first, loadTemplates(own), ours).filter(({ level }) => level === 'error')
}

function problemsOf(name: string, fill: Fill, ours: readonly string[]): readonly TemplateProblem[] {
  const problems = new Map<string, TemplateProblem>()
  const note = (problem: TemplateProblem) => problems.set(problem.message, problem)
  const speech: Speech = {
    ...english,
    t(key, values) {
      const text = english.t(key, values)
      if (text === key) note({ name, key, level: 'error', message: `there is no text "${key}"` })
      return text
    },
  }
  for (const [index, page] of samples.entries()) {
    const our = ours[index] ?? ''
    try {
      const html = fillSample(fill, page, speech)
      if (html === our) continue
      for (const { message, level } of differencesOf(html, our))
        note({ name, level, message: page.page === name ? message : `the page ${page.page} ${message}` })
    } catch (error) {
      note({ name, level: 'error', ...troubleOf(error) })
      break
    }
  }
  return [...problems.values()]
}

/** Liquid says `message, file:name, line:1, col:2`. */
function troubleOf(error: unknown): Pick<TemplateProblem, 'message' | 'at'> {
  if (!LiquidError.is(error)) return { message: `cannot be filled in: ${String(error)}` }
  const message = error.message.replace(/, (file:.*, )?line:\d+, col:\d+$/s, '')
  const [line = 1, column = 1] = error.token.getPosition()
  return { message: `not a template that works: ${message}`, at: { line, column } }
}
