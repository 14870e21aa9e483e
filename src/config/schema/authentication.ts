import * as z from 'zod'
import { choice, flag, list, shown, table, text, wholeNumber } from './leaf.ts'

const smsOtpParameters = table({
  code_length: wholeNumber(6, 10).default(6).describe('Characters of a code.'),
  alphabet: choice('numeric', 'alphanumeric')
    .default('numeric')
    .describe('What a code is made of: "numeric" or "alphanumeric".'),
  lifetime_seconds: wholeNumber(60, 600).default(300).describe('How long a code may be typed.'),
  tries: wholeNumber(1, 10).default(5).describe('How many wrong codes one message survives.'),
  resends: wholeNumber(0, 5).default(3).describe('How many messages a person may ask for beyond the first.'),
  cooldown_seconds: list(wholeNumber(10, 3600), 'a list of 1 to 10 whole numbers from 10 to 3600', 1, 10)
    .default([30, 60, 120, 300])
    .describe('Waits before the first, second, ... further message; the last one repeats.'),
})

/** What a language is, readMessages says. */
const messages = z.record(z.string(), text('a text'), { error: 'a table of languages and texts' })

/** `[authentication]`: what people must prove. */
export const authenticationSchema = table({
  mandatory: flag()
    .default(false)
    .describe('Every client with the SMS step requires it, whatever its second_factor says.'),
  authenticator: table({
    sms_otp: table({
      enable: flag()
        .default(true)
        .describe(
          'Whether codes are sent by SMS at all. Without them, clients that require a second factor let nobody in.',
        ),
      parameters: smsOtpParameters.prefault({}).describe('What a code is, and how often one is sent.'),
      messages: messages.optional().meta(
        shown(
          'Texts of the messages by language, in the place of ours: $ctx.otp is the code, $ctx.application the name above, $ctx.minutes how long it can be typed, $ctx.message the number of the message in this sign-in. The line that binds the code to this host follows by itself. Other languages get the text of "en", or ours. More in docs/messages.md.',
          {
            de: '$ctx.otp ist Ihr Code für $ctx.application (Nachricht $ctx.message). Er gilt $ctx.minutes Minuten. Geben Sie ihn nie weiter.',
          },
        ),
      ),
    })
      .prefault({})
      .describe('The code that is sent by SMS.'),
  }).prefault({}),
})
