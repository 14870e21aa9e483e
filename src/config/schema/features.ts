import type * as z from 'zod'
import { flag, table } from './leaf.ts'

const on = (description: string) => flag().default(true).describe(description)

/** `[features]`: what of the protocol is offered. The code flow itself, PKCE and the published keys are not options. */
export const featuresSchema = table({
  refresh_tokens: on('Clients may stay signed in, by refresh tokens that change with each use.'),
  pushed_authorization_requests: on('Clients may send their requests ahead (PAR, RFC 9126).'),
  dpop: on('Clients may bind their tokens to a key of their own (DPoP, RFC 9449).'),
  jwt_access_tokens: on('Clients with access_token_audience get access tokens as JWTs (RFC 9068).'),
  userinfo: on('Clients may read claims at the UserInfo endpoint.'),
  introspection: on('APIs may ask about tokens (RFC 7662).'),
  revocation: on('Clients may give tokens back (RFC 7009).'),
  rp_initiated_logout: on('Clients may ask to sign a person out.'),
  backchannel_logout: on('Clients are told when a person signs out.'),
  client_secrets: on('Clients may prove themselves by a secret: client_secret_basic, client_secret_post.'),
  private_key_jwt: on('Clients may prove themselves by a signature of their own key.'),
  cors: on('Clients without a secret may call from a browser, from the origins of their redirect_uris.'),
})

/** A part of the protocol that can be switched off, by its name in `deployment.toml`. */
export type Feature = keyof z.output<typeof featuresSchema>

export const everyFeature: ReadonlySet<Feature> = new Set(Object.keys(featuresSchema.shape) as Feature[])
