/** What ends a login for the client without a session, by the action that does: in any state of the login. */
export const endings = {
  abort: ['access_denied', 'End-User aborted interaction'],
  refuse: ['unmet_authentication_requirements', 'two factors are needed and cannot be given'],
} as const satisfies Readonly<Record<string, readonly [error: string, description: string]>>
