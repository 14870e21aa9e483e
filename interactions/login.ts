import { afterPassword, afterSecond, type Steps, stepsAfter } from './after-proof.ts'
import { NoticeError } from './notice.ts'
import { createOvertaken } from './overtaken.ts'
import type { People } from './person.ts'
import type { Policy } from './plan.ts'
import type { SmsNews } from './sms-otp/step.ts'
import type { Answer, Fields, Step, Visit } from './step.ts'

/** Which page is owed, and what follows an answer. */
export interface Login {
  /** The page owed now, for a GET: sends nothing, changes nothing. */
  show(visit: Visit): Promise<Answer>
  /** Paths below the interaction that have a page of their own. */
  readonly pages: readonly string[]
  /** The page there, or the one that is owed when that one is not open now. */
  showAt(visit: Visit, path: string): Promise<Answer>
  /** Paths below the interaction that an open page's script may GET. */
  readonly looks: readonly string[]
  /** What is known there by now; undefined when the page's step is not the one that is owed. */
  look(visit: Visit, path: string): Promise<SmsNews | undefined>
  /** A POST below the interaction; undefined when there is no such action at all. */
  act(visit: Visit, action: string, fields: Fields): Promise<Answer | undefined>
}

/** Puts the steps in order: password, then what is owed after it; consent has a prompt of its own. */
export function createLogin(steps: Steps, policy: Policy, people: Pick<People, 'find'>): Login {
  const all = Object.values(steps)
  const unlessOvertaken = createOvertaken(people, policy)

  /** The steps that are open now, the one that is owed first. */
  function openTo({ interaction, progress }: Visit): readonly Step[] {
    if (interaction.prompt.name === 'consent') return [steps.consent]
    const next = progress === undefined ? [] : stepsAfter(steps, progress)
    // The password may be typed again, for another account, while a code is owed.
    return interaction.prompt.name === 'login' ? [...next, steps.password] : next
  }

  async function show(visit: Visit): Promise<Answer> {
    const [owed] = openTo(visit)
    if (owed === undefined) throw new NoticeError('login-gone', 400)
    return owed.show(visit)
  }

  return {
    show,
    pages: all.flatMap((step) => Object.keys(step.pages ?? {})),
    async showAt(visit, path) {
      const page = openTo(visit).flatMap((step) => step.pages?.[path] ?? [])[0]
      return page === undefined ? { again: true } : page(visit)
    },
    looks: [...new Set(all.flatMap((step) => Object.keys(step.looks ?? {})))],
    look: async (visit, path) => openTo(visit)[0]?.looks?.[path]?.(visit),
    async act(visit, action, fields) {
      const step = openTo(visit).find(({ actions }) => Object.hasOwn(actions, action))
      const handler = step?.actions[action]
      // A form of a step that is not owed: an old tab. The page shows what is owed now.
      if (handler === undefined) return isAction(all, action) ? { again: true } : undefined
      const work = () => handler(visit, fields)
      const compares = step?.compares?.includes(action) === true
      const answer = await (step === steps.password ? work() : unlessOvertaken(visit, compares, work))
      if (!('proved' in answer)) return answer
      return answer.person
        ? afterPassword(steps, policy, visit, answer.proved, answer.person)
        : afterSecond(visit, answer)
    },
  }
}

function isAction(all: readonly Step[], action: string): boolean {
  return all.some(({ actions }) => Object.hasOwn(actions, action))
}
