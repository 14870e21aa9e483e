import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getCountries, getExampleNumber } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { judgeDestination } from '../../src/limits/destination.ts'
import { generousLimits } from '../support/settings.ts'

const limits = {
  ...generousLimits,
  loginCountries: ['LK', 'US', 'GB'],
  enrolmentCountries: ['LK'],
  numberTypes: ['MOBILE', 'FIXED_LINE_OR_MOBILE'],
}
const judge = (number: string, purpose = 'login') => judgeDestination(number, purpose, limits)

const allowed = ['+94778888888', '+94711234567', '+12125550100', '+447400123456']
const refused: readonly (readonly [number: string, why: RegExp])[] = [
  ['+94112345678', /type FIXED_LINE/],
  ['+448001111', /type TOLL_FREE|number that is not in use/],
  ['+442079460000', /type FIXED_LINE/],
  ['+449098790000', /type PREMIUM_RATE/],
  ['+448451234567', /type PREMIUM_RATE|type SHARED_COST/],
  ['+447911123456', /from GG/],
  ['+445612345678', /type VOIP/],
  ['+447640123456', /type PAGER/],
  ['+447012345678', /type PERSONAL_NUMBER/],
  ['+443012345678', /type UAN/],
  ['+18005550100', /type TOLL_FREE/],
  ['+19002255288', /type PREMIUM_RATE/],
  ['+881612345678', /no country|number that is not in use/],
  ['+870301234567', /no country|number that is not in use/],
  ['+883510000000001', /no country|number that is not in use/],
  ['+97912345678', /no country|number that is not in use/],
  ['+1', /number that is not in use/],
  ['+9477', /number that is not in use/],
  ['+94778888888888888', /number that is not in use/],
  ['+999123456789', /number that is not in use/],
  ['94778888888 or 1=1', /number that is not in use/],
  ['', /number that is not in use/],
]

for (const number of allowed) {
  test(`${number} is sent to`, () => {
    const judged = judge(number)
    assert.ok(judged.ok)
    assert.equal(judged.destination.block, number.slice(0, -4))
  })
}

for (const [number, why] of refused) {
  test(`"${number}" is sent nothing, and why names no number`, () => {
    const judged = judge(number)
    assert.ok(!judged.ok)
    assert.match(judged.why, why)
    assert.ok(number === '' || !judged.why.includes(number.replace('+', '')))
  })
}

const elsewhere = getCountries().filter((country) => !limits.loginCountries.includes(country))

test('a mobile number of any other country is sent nothing, unless it may as well be an allowed one’s', () => {
  assert.ok(elsewhere.length > 200)
  const sent = elsewhere.filter((country) => {
    const number = getExampleNumber(country, examples)?.number
    return number !== undefined && judge(number).ok
  })
  // Ranges that the numbering plan does not divide further: +44 7924 is also Great Britain's.
  assert.deepEqual(sent, ['IM'])
})

test('numbers that are not proved yet have countries of their own', () => {
  assert.ok(judge('+447400123456').ok)
  assert.ok(!judge('+447400123456', 'number-change').ok)
  assert.ok(judge('+94778888888', 'number-change').ok)
})
