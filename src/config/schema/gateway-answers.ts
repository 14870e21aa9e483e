import * as z from 'zod'
import { choice, flag, list, secret, shown, table, text } from './leaf.ts'

/** Names and list positions with dots between them; blank is the whole body. */
const path = text(
  'names and list positions with dots between them, such as "messages.0.id"; "*" is every item',
  (value) => value === '' || /^[^.\s]+(\.[^.\s]+)*$/.test(value),
)
const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'a text, a number, true or false' })
const scalars = list(scalar, 'a list of texts, numbers, true or false', 1)

const bodyTest = {
  path: path
    .optional()
    .meta(
      shown(
        'Where to look in a JSON body; "*" is every item of a list, "" the whole body.',
        'messages.*.status',
      ),
    ),
  any: flag()
    .default(false)
    .describe('Whether one of several values found there is enough; otherwise every one must do.'),
  equals: scalar.optional().meta(shown('The value is this one: a text, a number, true or false.', '0')),
  in: scalars.optional().meta(shown('The value is one of these.', ['0', '1'])),
  not_in: scalars.optional().meta(shown('The value is none of these.', ['failed', 'undelivered'])),
  present: flag().optional().meta(shown('The value is there (true), or is not (false).', true)),
  not_empty: flag().optional().meta(shown('The text or list has something in it.', true)),
  text: text('a regular expression of 1 to 200 characters', (value) => value !== '' && value.length <= 200)
    .optional()
    .meta(
      shown(
        'Instead of a path: a regular expression (RE2) that finds something in the body, read as text.',
        '^[01]\\|',
      ),
    ),
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
    .describe(
      'What the body of an accepted message says; left out, message_id must be there. A body that cannot be read, and an empty list, never do.',
    ),
  refusals: list(refusal, 'a list of tables with "means" and a test')
    .optional()
    .meta(
      shown(
        'Refusals by what they mean, tried in this order before "accepted": "try-later", "recipient-refused", "set-up-wrong" or "account-empty", and a test with the same keys as below. Only name what certainly sent nothing: another gateway is asked then, and with "any" a text that was sent in part would go out twice.',
        [{ means: 'try-later', path: 'messages.*.status', in: ['1', '10'] }],
      ),
    ),
  message_id: path
    .optional()
    .meta(
      shown(
        "Where the vendor's id of the message stands: names and list positions with dots between them.",
        'messages.0.message-id',
      ),
    ),
})

const statuses = list(text('a text'), 'a list of texts', 1)

/** `[receipts]`: how the gateway tells what became of a message. */
export const receiptsSchema = table({
  secret: text('a text').meta(
    secret(
      'Stands in the address of the callback: 32 random characters or more: letters, digits, "-" and "_".',
      '${SMS_RECEIPTS_SECRET}',
    ),
  ),
  message_id: path.meta(shown("Where a receipt says the vendor's id of the message.", 'messageId')),
  status: path.meta(shown('Where a receipt says what became of the message.', 'status')),
  arrived: statuses.meta(
    shown('What the status says of a message that is on the phone; upper and lower case are the same.', [
      'delivered',
    ]),
  ),
  failed: statuses.meta(
    shown('What the status says of a message that never will arrive.', ['failed', 'rejected', 'expired']),
  ),
  signature: choice('twilio', 'plivo', 'vonage')
    .optional()
    .meta(
      shown(
        'Whose signature receipts carry, checked besides the secret: "twilio", "plivo" or "vonage".',
        'twilio',
      ),
    ),
  signature_key: text('a text').optional().meta(secret('The key of that signature.', '${SMS_SIGNATURE_KEY}')),
})

export type BodyTestTable = z.output<typeof bodyTestSchema>
export type ResponseTable = z.output<typeof responseSchema>
export type ReceiptsTable = z.output<typeof receiptsSchema>
