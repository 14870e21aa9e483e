import type * as z from 'zod'
import { choice, secret, table, text } from './leaf.ts'

const value = text('a text')

/** `[authentication]`: each scheme has its own keys; which ones is checked by the reader. */
export const gatewayAuthenticationSchema = table({
  scheme: choice('basic', 'bearer', 'header', 'client_credentials').describe(
    'How requests are authenticated.',
  ),
  user: value.optional().meta(secret('With "basic": the user, or what the vendor calls key or account.')),
  password: value.optional().meta(secret('With "basic": the password, secret or token.')),
  token: value.optional().meta(secret('With "bearer": the token.')),
  name: value.optional().describe('With "header": the name of the header.'),
  value: value.optional().meta(secret('With "header": its value.')),
  token_url: value.optional().describe('With "client_credentials" (OAuth 2): where tokens come from.'),
  client_id: value.optional().meta(secret('With "client_credentials": the client.')),
  client_secret: value.optional().meta(secret('With "client_credentials": its secret.')),
  scope: value.optional().describe('With "client_credentials": what to ask for, when the vendor says so.'),
})

export type GatewayAuthenticationTable = z.output<typeof gatewayAuthenticationSchema>
