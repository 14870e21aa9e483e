import * as z from 'zod'
import { choice, flag, list, table, text } from './leaf.ts'

/** Names and list positions with dots between them; blank is the whole body. */
const path = text(
  'names and list positions with dots between them, such as "messages.0.id"; "*" is every item',
  (value) => value === '' || /^[^.\s]+(\.[^.\s]+)*$/.test(value),
)
const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'a text, a number, true or false' })
const scalars = list(scalar, 'a list of texts, numbers, true or false', 1)

const bodyTest = {
  path: path.optional().describe('Where in a JSON body: names and list positions; "*" is every item.'),
  any: flag()
    .default(false)
    .describe('Whether one of several values found there is enough; otherwise every one must do.'),
  equals: scalar.optional().describe('The value is this one.'),
  in: scalars.optional().describe('The value is one of these.'),
  not_in: scalars.optional().describe('The value is none of these.'),
  present: flag().optional().describe('The value is there, or is not.'),
  not_empty: flag().optional().describe('The text or list has something in it.'),
  text: text('a regular expression of 1 to 200 characters', (value) => value !== '' && value.length <= 200)
    .optional()
    .describe('A regular expression that finds something in the body, read as text.'),
}

/** One test of an answer's body: `path` with a condition, or `text`. */
const bodyTestSchema = table(bodyTest)

const refusal = table({
  means: choice('try-later', 'recipient-refused', 'set-up-wrong', 'account-empty'),
  ...bodyTest,
})

/** `[response]`: what an answer's body says. */
export const responseSchema = table({
  accepted: bodyTestSchema
    .optional()
    .describe('What the body of an accepted message says; left out, the id of the message is there.'),
  refusals: list(refusal, 'a list of tables with "means" and a test')
    .optional()
    .describe('Refusals by what they mean, tried in this order before "accepted".'),
  message_id: path.optional().describe("Where the vendor's id of the message stands."),
})

const statuses = list(text('a text'), 'a list of texts', 1)

/** `[receipts]`: how the gateway tells what became of a message. */
export const receiptsSchema = table({
  secret: text('a text').meta({ description: "In the callback's address.", secret: true }),
  message_id: path.describe("Where the receipt says the vendor's id of the message."),
  status: path.describe('Where it says what became of the message.'),
  arrived: statuses.describe('What the status says of a message that is on the phone.'),
  failed: statuses.describe('What it says of one that never will be.'),
  signature: choice('twilio', 'plivo', 'vonage')
    .optional()
    .describe("Whose signature the receipts carry; it is checked besides the address's secret."),
  signature_key: text('a text').optional().meta({ description: 'The key of that signature.', secret: true }),
})

export type BodyTestTable = z.output<typeof bodyTestSchema>
export type ResponseTable = z.output<typeof responseSchema>
export type ReceiptsTable = z.output<typeof receiptsSchema>
