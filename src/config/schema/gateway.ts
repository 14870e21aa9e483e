import * as z from 'zod'
import { isCountry } from '../../numbers/country.ts'
import { receiptsSchema, responseSchema } from './gateway-answers.ts'
import { gatewayAuthenticationSchema } from './gateway-authentication.ts'
import { choice, flag, list, secret, shown, table, text, wholeNumber } from './leaf.ts'
import { isLanguage } from './rules.ts'

const headerForms = 'a table of texts, a list of texts "Name: value", or one such line'

const country = z
  .string({ error: 'a country' })
  .transform((code) => code.toUpperCase())
  .pipe(text('a country in two letters (ISO 3166-1), such as "LK"', isCountry))

const characters = table({
  charset: choice('utf-8', 'latin-1')
    .default('utf-8')
    .describe('Of percent-encoded values in the URL and in form payloads: "utf-8" or "latin-1".'),
  unicode: choice('plain', 'hex')
    .default('plain')
    .describe(
      '"hex": a text that is not GSM-7 is written as hexadecimal UTF-16BE in $ctx.msg; "plain": as it is.',
    ),
  encoding: table({
    gsm7: z.string({ error: 'a text' }).default('gsm7').describe('What $ctx.encoding says of a GSM-7 text.'),
    ucs2: z
      .string({ error: 'a text' })
      .default('ucs2')
      .describe('What $ctx.encoding says of any other text.'),
  })
    .prefault({})
    .describe('What $ctx.encoding says of a text, for the vendor.'),
})

const templateIds = z.record(text('"default" or a language such as "pt-BR"', isLanguage), text('a text'), {
  error: 'a table of template ids by language',
})

/** One file of `config/sms/`: an HTTP SMS gateway. */
export const gatewaySchema = table({
  enabled: flag()
    .default(true)
    .meta(shown('Whether messages may go this way.', true, 'live')),
  url: text('an address').meta(
    secret(
      'Where the request goes; placeholders only in path and query.',
      'http://localhost:3002/api/messages',
      'live',
    ),
  ),
  method: z
    .string({ error: '"GET", "POST" or "PUT"' })
    .transform((method) => method.trim().toUpperCase())
    .pipe(choice('GET', 'POST', 'PUT'))
    .default('POST')
    .describe('The HTTP method: "GET", "POST" or "PUT".'),
  headers: z
    .union([z.string(), z.array(z.string()), z.record(z.string(), z.string())], { error: headerForms })
    .default([])
    .meta(
      secret(
        'Request headers: a table, a list of texts, or one line "Name: value,Name: value". Credentials belong in the environment, "Authorization: Bearer ${SMS_TOKEN}", or into a file that holds a whole header of the list, its name included: "file:secrets/sms-header". Relative paths start at the folder above this one.',
        ['Content-Type: application/json'],
        'live',
      ),
    ),
  payload: z
    .string({ error: 'a text' })
    .optional()
    .meta(secret('The request body; not with GET.', '{"to":"$ctx.num","text":"$ctx.msg"}', 'live')),
  response_codes: z
    .union([z.string(), z.int(), z.array(z.union([z.string(), z.int()]))], {
      error: 'a status, a list of them, or ranges such as "200-299"',
    })
    .default([200, 201, 202])
    .meta(
      shown(
        'Answers that mean "accepted": a status, a list, ranges such as "200-299". Left out or blank: 200, 201 and 202.',
        [202],
        'live',
      ),
    ),
  number_format: choice('plus', 'digits')
    .default('digits')
    .meta(
      shown('How $ctx.num is written: "plus" for +94778888888, "digits" for 94778888888.', 'plus', 'live'),
    ),
  deadline_milliseconds: wholeNumber(500, 10_000).default(5000).describe('How long the whole call may take.'),
  allow_private: flag()
    .default(false)
    .meta(
      shown(
        'Whether the gateway may be at an address of this machine or of the private network.',
        true,
        'live',
      ),
    ),
  priority: wholeNumber(0, 1000)
    .default(100)
    .describe("Lower ones are asked first; equal ones in the order of their files' names."),
  countries: list(country, 'a list of countries in two letters', 1, 300)
    .optional()
    .meta(shown('The countries this gateway serves, in two letters. Left out: all.', ['LK', 'IN'])),
  deduplicates: flag()
    .default(false)
    .describe(
      'Whether the gateway sends a message with the same $ctx.id or $ctx.id32 only once, however often it is asked.',
    ),
  template_ids: templateIds
    .optional()
    .meta(
      shown(
        'What $ctx.template says: the ids of texts the vendor approved, by language; "default" for all others.',
        { default: '1107160000000000000' },
      ),
    ),
  authentication: gatewayAuthenticationSchema
    .optional()
    .describe('Credentials of every request, in the place of a header of your own.'),
  characters: characters
    .optional()
    .describe('For gateways that do not take UTF-8 or want to be told what a text is written in.'),
  response: responseSchema
    .optional()
    .describe(
      'What an answer\'s body says besides its status. A test is "text", or "path" with one condition.',
    ),
  receipts: receiptsSchema
    .optional()
    .describe(
      "Delivery receipts: the gateway calls /sms/receipts/<this file's name>/<secret> below the issuer.",
    ),
})

export type GatewayTable = z.output<typeof gatewaySchema>
