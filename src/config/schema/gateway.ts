import * as z from 'zod'
import { choice, flag, secret, table, text, wholeNumber } from './leaf.ts'

const headerForms = 'a table of texts, a list of texts "Name: value", or one such line'

/** One file of `config/sms/`: an HTTP SMS gateway. */
export const gatewaySchema = table({
  enabled: flag().default(true).describe('Whether messages may go this way.'),
  url: text('an address').meta(secret('Where the request goes; placeholders only in path and query.')),
  method: z
    .string({ error: '"GET", "POST" or "PUT"' })
    .transform((method) => method.trim().toUpperCase())
    .pipe(choice('GET', 'POST', 'PUT'))
    .default('POST')
    .describe('The HTTP method.'),
  headers: z
    .union([z.string(), z.array(z.string()), z.record(z.string(), z.string())], { error: headerForms })
    .default([])
    .meta(secret('Request headers.')),
  payload: z.string({ error: 'a text' }).optional().meta(secret('The request body; not with GET.')),
  response_codes: z
    .union([z.string(), z.int(), z.array(z.union([z.string(), z.int()]))], {
      error: 'a status, a list of them, or ranges such as "200-299"',
    })
    .default([200, 201, 202])
    .describe('Answers that mean "accepted"; blank means 200, 201 and 202.'),
  number_format: choice('plus', 'digits')
    .default('digits')
    .describe('How $ctx.num is written: "+94778888888", or "94778888888".'),
  deadline_milliseconds: wholeNumber(500, 10_000).default(5000).describe('For the whole call.'),
  allow_private: flag()
    .default(false)
    .describe('Whether the gateway may be at an address of this machine or the private network.'),
})

export type GatewayTable = z.output<typeof gatewaySchema>
