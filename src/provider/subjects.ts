import { type ClientMetadata, type Configuration, errors } from 'oidc-provider'
import type { Person } from '../../interactions/person.ts'
import type { Account } from '../accounts/account.ts'
import { personOf } from '../accounts/person.ts'
import type { AccountStore } from '../accounts/store.ts'
import { defaultSubject, type SubjectSettings, subjectOf } from '../accounts/subject.ts'
import type { ClientSettings } from '../config/settings.ts'
import { accountOf } from './account.ts'

/** What each client knows people by. */
export interface Subjects {
  /** Undefined when the person has no such subject. */
  of(clientId: string, person: Person): string | undefined
  /** When the account's subject at a client became another one; milliseconds since the epoch. */
  changedAt(clientId: string, account: Account): number | undefined
}

/** See Subjects. A client nobody configured knows people by the account's id. */
export function createSubjects(clients: readonly ClientSettings[]): Subjects {
  const byId = new Map(clients.map(({ metadata, subject }) => [metadata.client_id, subject]))
  const settingsOf = (clientId: string): SubjectSettings => byId.get(clientId) ?? defaultSubject
  return {
    of: (clientId, person) => subjectOf(person, settingsOf(clientId)),
    changedAt(clientId, { subjectChanges = {} }) {
      const { claim } = settingsOf(clientId)
      if (claim === 'account_id') return undefined
      return subjectChanges[claim === 'mobile' ? 'number' : claim]
    },
  }
}

/**
 * The library's hook for subjects: ID Token, UserInfo, introspection, hints and logout tokens all ask it. It does not
 * rest on a request, which logout tokens do not have.
 *
 * @throws when the account is gone or has no such subject: nothing may be issued with another one
 */
export function subjectFinder(
  accounts: AccountStore,
  subjects: Subjects,
): NonNullable<Configuration['pairwiseIdentifier']> {
  return async (ctx, accountId, client) => {
    const loaded = ctx === undefined ? undefined : accountOf(ctx)
    const account = loaded?.id === accountId ? loaded : await accounts.find(accountId)
    const subject = account && subjects.of(client.clientId, personOf(account, Date.now()))
    if (subject === undefined) throw new errors.AccessDenied('the account has no subject for this client')
    return subject
  }
}

/**
 * A client's registration with its subject in it. The library wants one host for all redirects of a pairwise client, or
 * an address that lists them; ours is made up and never fetched.
 */
export function withSubjectType({ metadata, subject }: ClientSettings): ClientMetadata {
  if (subject === undefined || subject.claim === 'account_id') return { ...metadata }
  const sector = `https://${encodeURIComponent(metadata.client_id).toLowerCase()}.subject.invalid/`
  return { ...metadata, subject_type: 'pairwise', sector_identifier_uri: sector }
}
