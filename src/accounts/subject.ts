import type { Person } from '../../interactions/person.ts'

/** What a client knows people by: the guide's "Subject Claim URI". */
export interface SubjectSettings {
  readonly claim: 'account_id' | 'username' | 'email' | 'mobile'
  /** Of a mobile number: `94778888888`, as in the guide, or `+94778888888`. */
  readonly numberFormat: 'digits' | 'plus'
}

/** Where a client says nothing: random, and the account's for ever. */
export const defaultSubject: SubjectSettings = { claim: 'account_id', numberFormat: 'digits' }

/**
 * The subject of a person at a client (OpenID Connect Core 1.0, section 8). An e-mail address or a number counts only
 * once it is proved.
 *
 * @returns undefined when the person has none: they cannot sign in there
 */
export function subjectOf(person: Person, { claim, numberFormat }: SubjectSettings): string | undefined {
  switch (claim) {
    case 'account_id':
      return person.id
    case 'username':
      return person.label
    case 'email':
      return person.email
    case 'mobile':
      return numberFormat === 'digits' ? person.number?.slice(1) : person.number
  }
}
