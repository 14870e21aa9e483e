import { changeAccount } from '../../accounts/change.ts'
import { withoutNextNumber } from '../../accounts/number.ts'
import { invitation } from '../link/invitation.ts'
import type { Action, Passage } from '../topic.ts'
import { begin, numberFields, readForm } from './begin.ts'
import { type NumberParts, showNumber } from './show.ts'
import { waitingNumber } from './waiting.ts'

const changeAction = '/account/number'
export const correctAction = '/account/number/correct'
const enrolAction = '/account/number/enrol'

/** Another number, with a proof. */
export function changing(parts: NumberParts, confirm: Passage): Action {
  return {
    fields: numberFields,
    proof: 'number',
    async check(visit, fields) {
      if (!(await parts.proofs.has(visit, 'number'))) return undefined
      const form = await readForm(parts, visit, fields, changeAction)
      return 'problem' in form ? form.problem : undefined
    },
    async act(visit, fields, by = 'sms') {
      const form = await readForm(parts, visit, fields, changeAction)
      if ('problem' in form) return form.problem
      return begin(parts, confirm, visit, { ...form, from: visit.account.number ?? '', by })
    },
  }
}

/** A first number, allowed by an admin's link instead of a proof: there is nothing yet to prove it with. */
export function enrolling(parts: NumberParts, confirm: Passage): Action {
  return {
    fields: numberFields,
    proof: 'none',
    async act(visit, fields) {
      const link = await invitation(parts.pending, visit.account.id, visit.browser)
      if (link === undefined || !visit.person.mayEnrol) return { to: 'number' }
      const form = await readForm(parts, visit, fields, enrolAction)
      if ('problem' in form) return form.problem
      return begin(parts, confirm, visit, { ...form, from: '', by: 'link', link })
    },
  }
}

/** Another try at a number that still waits for its code: nothing has to be proved again. */
export function correcting(parts: NumberParts, confirm: Passage): Action {
  return {
    fields: numberFields,
    proof: 'none',
    async act(visit, fields) {
      const waiting = await waitingNumber(parts.pending, visit)
      if (waiting === undefined) return { to: 'number' }
      const form = await readForm(parts, visit, fields, correctAction)
      if ('problem' in form) return form.problem
      return begin(parts, confirm, visit, { ...waiting, ...form })
    },
  }
}

/** Takes back a change that waits for its hour. */
export function cancelling(parts: NumberParts): Action {
  return {
    fields: [],
    proof: 'number',
    async act(visit) {
      const changed = await changeAccount(parts, visit.account.id, withoutNextNumber)
      const outcome = 'account' in changed ? 'cancelled' : changed.unchanged
      parts.audit({ event: 'account.number', outcome, account: visit.account.id })
      // None waits any more: it was taken back elsewhere, or its hour has come.
      return outcome === 'cancelled' ? showNumber(parts, visit, { done: 'cancelled' }) : { to: 'number' }
    },
  }
}
