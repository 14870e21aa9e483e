import type { Policy } from '../../interactions/plan.ts'
import type { Settings } from '../config/settings.ts'
import { createPolicy } from '../provider/policy.ts'
import { createSubjects, type Subjects } from '../provider/subjects.ts'

/** What clients ask of people, and what they know them by, as the settings say. */
export function rulesOf({ authentication, account, clients }: Settings): {
  readonly policy: Policy
  readonly subjects: Subjects
} {
  const subjects = createSubjects(clients)
  return { subjects, policy: createPolicy(authentication, account, clients, subjects) }
}
