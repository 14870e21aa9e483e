import type { Configuration } from 'oidc-provider'
import { acrValues } from '../../interactions/assurance.ts'
import type { Settings } from '../config/settings.ts'
import { authenticationMethods } from './features.ts'
import { withSubjectType } from './subjects.ts'

const signingAlgorithms = ['ES256', 'RS256'] as const

/** What decides whether an application's entry is one the library takes: part of every provider's configuration. */
export function registrationOf({ clients, features }: Pick<Settings, 'clients' | 'features'>) {
  return {
    clients: clients.map(withSubjectType),
    clientDefaults: {
      id_token_signed_response_alg: 'ES256',
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
    acrValues: Object.values(acrValues),
    clientAuthMethods: authenticationMethods(features),
    subjectTypes: ['public', 'pairwise'],
    sectorIdentifierUriValidate: () => false,
    // `none` is for the account pages: a session is all they want.
    responseTypes: ['code', 'none'],
    scopes: features.has('refresh_tokens') ? ['openid', 'offline_access'] : ['openid'],
    enabledJWA: {
      idTokenSigningAlgValues: [...signingAlgorithms],
      userinfoSigningAlgValues: [...signingAlgorithms],
      clientAuthSigningAlgValues: ['ES256', 'RS256', 'PS256', 'EdDSA'],
    },
  } satisfies Configuration
}
