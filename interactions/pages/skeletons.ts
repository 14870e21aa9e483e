import { randomBytes } from 'node:crypto'
import { createMemory } from '../memory.ts'
import type { Fill, View } from './templates.ts'

/**
 * What differs from one login to the next on the pages of every login. The shipped templates only print these, and
 * ask at most whether they are there; anything else, such as handing one to a filter, would work on a marker.
 */
const slots: Readonly<Record<string, readonly string[]>> = {
  password: ['action', 'abortAction', 'formToken', 'identifier'],
  'sms-code': [
    'action',
    'resendAction',
    'abortAction',
    'deliveryAction',
    'backupAction',
    'formToken',
    'delivery',
  ],
  continue: ['url'],
}

/** How many are kept. A page that counts down has one for each second it was shown at. */
const kept = 200

/** A page's HTML, cut where a slot's value belongs: even parts are HTML, odd ones names of slots. */
type Skeleton = readonly string[]

/**
 * Fills templates through skeletons: a template is run once for all logins that differ in nothing but their slots.
 * Running it for each of them was a tenth of a login's processor time.
 */
export function withSkeletons(fill: Fill): Fill {
  // At random, so that no stranger's text can be taken for a marker. Nothing in it needs to be escaped.
  const marker = randomBytes(16).toString('hex')
  const cuts = new RegExp(`${marker}-(\\w+)-`)
  const remembered = createMemory<Skeleton>(kept)
  const skeletonOf = (name: string, marked: View) =>
    remembered(`${name} ${JSON.stringify(marked)}`, () => fill(name, marked).split(cuts))

  return (name, view) => {
    const own = slots[name]
    if (own === undefined) return fill(name, view)
    const filled = own.filter((slot) => typeof view[slot] === 'string' && view[slot] !== '')
    const markers = filled.map((slot) => [slot, `${marker}-${slot}-`])
    const skeleton = skeletonOf(name, { ...view, ...Object.fromEntries(markers) })
    return skeleton.map((part, index) => (index % 2 === 0 ? part : escapeHtml(String(view[part])))).join('')
  }
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/** As the templates do it. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')
}
