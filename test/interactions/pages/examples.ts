/** A password page with nothing wrong on it. */
export const base = {
  page: 'password',
  action: '/a',
  abortAction: '/b',
  formToken: 'token-1',
  client: { name: 'Demo Shop' },
} as const

/** A consent page with what is known and what is not. */
export const consent = {
  page: 'consent',
  action: '/a',
  abortAction: '/b',
  formToken: 'token-1',
  client: { name: 'X' },
  account: 'Anna',
  scopes: ['openid', 'profile', 'custom'],
  claims: ['name', 'email', 'shoe_size'],
  offlineAccess: true,
} as const
