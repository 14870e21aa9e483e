import type { Demand, Standing } from './assurance.ts'

type Inputs = Demand & Omit<Standing, 'remembered'>

/** Something that a plan can rest on. */
export type Input = keyof Inputs

const either = [false, true] as const

/** What each of them could be instead. */
const others: { readonly [Name in Input]: readonly Inputs[Name][] } = {
  acceptsRememberedBrowser: either,
  twoFactorsRequested: either,
  secondFactor: ['required', 'if-enrolled'],
  mandatory: either,
  mayEnrol: either,
  backupCodes: [0, 1],
  disabledFactors: [[], ['sms'], ['backup'], ['sms', 'backup']],
  optedOut: either,
  enrolled: either,
  factorEnabled: either,
  steps: ['basic', 'basic+smsotp'],
}

/** What can be done without in an explanation is left out in this order: what tells least first. */
const order = Object.keys(others) as Input[]

/**
 * Why something is as it is: inputs that lead to it alone, whatever the others are, and none of which could be left out.
 * Found by asking for every case there is, so that nothing knows the table a second time.
 *
 * @param holds what is to be explained; true of these inputs. It asks the login's own code
 */
export function reasonsFor(
  demand: Demand,
  standing: Standing,
  holds: (given: Demand & Standing) => boolean,
): readonly Input[] {
  const given = { ...demand, ...standing }
  const free: Input[] = []
  for (const name of order) if (holdsAnyway(given, [...free, name], holds)) free.push(name)
  return order.filter((name) => !free.includes(name))
}

/** Whether it holds with any value of these. */
function holdsAnyway(
  given: Demand & Standing,
  [name, ...rest]: readonly Input[],
  holds: (given: Demand & Standing) => boolean,
): boolean {
  if (name === undefined) return holds(given)
  return others[name].every((value) => holdsAnyway({ ...given, [name]: value }, rest, holds))
}
