import { standardClaims } from '../../../interactions/claims.ts'
import { maskNumber } from '../../../interactions/sms-otp/mask.ts'
import { claimsOf } from '../../accounts/claims.ts'
import { defaultSubject, type SubjectSettings } from '../../accounts/subject.ts'
import { claimRelease } from '../../provider/claims.ts'
import type { Question } from './question.ts'
import type { Reason } from './reason.ts'
import { isNumber } from './shown-name.ts'

/** What the client would know the person by. */
export interface SubjectFacts {
  readonly claim: SubjectSettings['claim']
  /** Only so much of it that somebody who has it before them sees that it is this one; absent where there is none. */
  readonly value?: string
  readonly why: readonly Reason[]
}

export function subjectFor({ subjects, asked, person, client, ofClient }: Question): SubjectFacts {
  const { claim } = client?.subject ?? defaultSubject
  const value = subjects.of(asked.clientId, person)
  return {
    claim,
    ...(value === undefined ? {} : { value: masked(claim, value) }),
    why: [ofClient('subject_claim', claim)],
  }
}

/** The claims that the client gets where it asks for them, by the scope it does it with: names, no values. */
export interface ClaimFacts {
  readonly by_scope: Readonly<Record<string, readonly string[]>>
  readonly why: readonly Reason[]
}

export function claimsFor({ settings, asked, account, client, ofClient }: Question): ClaimFacts {
  const released = claimRelease(settings.clients)(asked.clientId, claimsOf(account))
  const scopes = client?.metadata.scope?.split(' ') ?? Object.keys(standardClaims)
  const by_scope = Object.entries(standardClaims)
    .map(([scope, names]) => [scope, names.filter((name) => Object.hasOwn(released, name))] as const)
    .filter(([scope, names]) => scopes.includes(scope) && names.length > 0)
  const named = client?.claims
  const all: Reason = { by: 'default', says: 'claims names none: all that it asks for' }
  return {
    by_scope: Object.fromEntries(by_scope),
    why: [named === undefined ? all : ofClient('claims', named)],
  }
}

/** Numbers as pages show them; of anything else the beginning, an address with its host. */
function masked(claim: SubjectFacts['claim'], value: string): string {
  if (claim === 'mobile' || isNumber(value)) return maskNumber(value)
  const [name = '', ...host] = value.split('@')
  const shown = Math.min(4, Math.floor(name.length / 3))
  return [`${name.slice(0, shown)}••••`, ...host].join('@')
}
