import type * as z from 'zod'
import { choice, secret, shown, table, text } from './leaf.ts'

const value = text('a text')

/** `[authentication]`: each scheme has its own keys; which ones is checked by the reader. */
export const gatewayAuthenticationSchema = table({
  scheme: choice('basic', 'bearer', 'header', 'client_credentials').meta(
    shown(
      'How: "basic", "bearer", "header" or "client_credentials" (OAuth 2). Each has the keys that name it below, no others.',
      'basic',
    ),
  ),
  user: value
    .optional()
    .meta(secret('"basic": the user, or what the vendor calls key, id or account.', '${SMS_USER}')),
  password: value.optional().meta(secret('"basic": the password, secret or token.', '${SMS_PASSWORD}')),
  token: value.optional().meta(secret('"bearer": the token.', '${SMS_TOKEN}')),
  name: value.optional().meta(shown('"header": the name of a header.', 'X-Api-Key')),
  value: value.optional().meta(secret('"header": all of its value.', '${SMS_API_KEY}')),
  token_url: value
    .optional()
    .meta(
      shown(
        '"client_credentials": where tokens come from. One is kept until shortly before it ends.',
        'https://auth.example.com/oauth2/token',
      ),
    ),
  client_id: value.optional().meta(secret('"client_credentials": the client.', '${SMS_CLIENT_ID}')),
  client_secret: value.optional().meta(secret('"client_credentials": its secret.', '${SMS_CLIENT_SECRET}')),
  scope: value
    .optional()
    .meta(shown('"client_credentials": what to ask for, when the vendor says so.', 'sms')),
})

export type GatewayAuthenticationTable = z.output<typeof gatewayAuthenticationSchema>
