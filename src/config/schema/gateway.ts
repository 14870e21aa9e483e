import * as z from 'zod'
import { isCountry } from '../../numbers/country.ts'
import { receiptsSchema, responseSchema } from './gateway-answers.ts'
import { gatewayAuthenticationSchema } from './gateway-authentication.ts'
import { choice, flag, list, secret, table, text, wholeNumber } from './leaf.ts'
import { isLanguage } from './rules.ts'

const headerForms = 'a table of texts, a list of texts "Name: value", or one such line'

const country = z
  .string({ error: 'a country' })
  .transform((code) => code.toUpperCase())
  .pipe(text('a country in two letters (ISO 3166-1), such as "LK"', isCountry))

const characters = table({
  charset: choice('utf-8', 'latin-1')
    .default('utf-8')
    .describe('Of percent-encoded values in the URL and in form payloads.'),
  unicode: choice('plain', 'hex')
    .default('plain')
    .describe('With "hex", $ctx.msg is hexadecimal UTF-16BE for a text that is not GSM-7.'),
  encoding: table({
    gsm7: z.string({ error: 'a text' }).default('gsm7').describe('What $ctx.encoding says of a GSM-7 text.'),
    ucs2: z.string({ error: 'a text' }).default('ucs2').describe('What it says of any other.'),
  }).prefault({}),
})

const templateIds = z.record(text('"default" or a language such as "pt-BR"', isLanguage), text('a text'), {
  error: 'a table of template ids by language',
})

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
  priority: wholeNumber(0, 1000)
    .default(100)
    .describe('Lower ones are asked first; equal ones in the order of their names.'),
  countries: list(country, 'a list of countries in two letters', 1, 300)
    .optional()
    .describe('The countries this gateway serves; left out: all.'),
  deduplicates: flag()
    .default(false)
    .describe('Whether the gateway sends a message with the same $ctx.id or $ctx.id32 only once.'),
  template_ids: templateIds.optional().describe('What $ctx.template says, by language.'),
  deadline_milliseconds: wholeNumber(500, 10_000).default(5000).describe('For the whole call.'),
  allow_private: flag()
    .default(false)
    .describe('Whether the gateway may be at an address of this machine or the private network.'),
  authentication: gatewayAuthenticationSchema.optional().describe('Credentials of every request.'),
  characters: characters.optional().describe('For gateways that do not take UTF-8.'),
  response: responseSchema.optional().describe('What an answer says besides its status.'),
  receipts: receiptsSchema.optional().describe('How the gateway tells what became of a message.'),
})

export type GatewayTable = z.output<typeof gatewaySchema>
