import * as z from 'zod'
import { choice, list, shown, table, text, wholeNumber } from './leaf.ts'

const countryPattern = /^([A-Za-z]{2}|\+[1-9]\d{0,2})$/
const countries = list(
  text('a country such as "LK", or a calling code such as "+1"', (value) => countryPattern.test(value)),
  'a list of at least one country',
  1,
  300,
)

/** The types of libphonenumber that can take a text message; premium and shared cost numbers are never sent to. */
const numberType = choice(
  'MOBILE',
  'FIXED_LINE_OR_MOBILE',
  'FIXED_LINE',
  'VOIP',
  'PERSONAL_NUMBER',
  'PAGER',
  'UAN',
)

const amount = z
  .union([z.number(), z.string()], { error: 'an amount such as 0.05' })
  .refine((value) => /^\d{1,9}(\.\d{1,4})?$/.test(String(value)) && Number(value) > 0, {
    error: 'an amount above 0 with at most nine digits and four decimals, such as 0.05',
  })

const money = table({
  currency: text('three letters such as "EUR"', (value) => /^[A-Z]{3}$/.test(value)).meta(
    shown('The currency of all amounts; for display.', 'EUR'),
  ),
  per_day: amount.meta(shown('What messages may cost in a day (UTC); none leaves after that.', 20)),
  per_month: amount.meta(shown('What messages may cost in a calendar month (UTC).', 200)),
  prices: z
    .record(
      z.string().regex(/^([A-Z]{2}|default)$/, { error: 'a country such as "LK", or "default"' }),
      amount,
      {
        error: 'a table of countries and prices',
      },
    )
    .meta(
      shown('Price of a message by country; "default" is needed, for all others.', {
        default: 0.1,
        LK: 0.05,
      }),
    ),
})

const conversion = table({
  mode: choice('stop', 'observe')
    .default('stop')
    .describe(
      '"stop": too few right codes for a country or number block stop its messages. "observe": it is only told.',
    ),
  percent: wholeNumber(1, 90)
    .default(20)
    .describe('Right codes for each hundred logins with an accepted message, in an hour.'),
  minimum_logins: wholeNumber(5, 10_000)
    .default(20)
    .describe('Logins that it takes before the ratio counts.'),
})

const most = 10_000_000

/** `[limits]`: how many messages, to whom, for how much. */
export const limitsSchema = table({
  login_countries: countries
    .optional()
    .meta(
      shown(
        'Countries whose numbers are sent codes when their owners sign in; "+1" stands for all that share that calling code.',
        ['LK'],
        'live',
      ),
    ),
  enrolment_countries: countries
    .optional()
    .meta(shown('Countries whose numbers can be enrolled; left out, those of login_countries.', ['LK'])),
  number_types: list(numberType, 'a list of at least one type', 1, 7)
    .default(['MOBILE', 'FIXED_LINE_OR_MOBILE'])
    .describe(
      'Types of numbers that are sent to, of: "MOBILE", "FIXED_LINE_OR_MOBILE", "FIXED_LINE", "VOIP", "PERSONAL_NUMBER", "PAGER", "UAN".',
    ),
  gap_seconds: list(wholeNumber(10, 3600), 'a list of 1 to 10 whole numbers from 10 to 3600', 1, 10)
    .default([30, 60, 120, 300])
    .describe('Seconds between messages to one number, and of one account; the last one repeats.'),
  per_number_10_minutes: wholeNumber(1, 20).default(5).describe('Messages to one number in any ten minutes.'),
  per_number_day: wholeNumber(1, 50).default(10).describe('Messages to one number in any 24 hours.'),
  per_account_10_minutes: wholeNumber(1, 20)
    .default(5)
    .describe('Messages of one account in any ten minutes.'),
  per_account_day: wholeNumber(1, 50).default(10).describe('Messages of one account in any 24 hours.'),
  per_network_hour: wholeNumber(1, 100)
    .default(10)
    .describe(
      'Messages from one network in any hour; browsers that signed the account in before are left out.',
    ),
  enrolment_per_number_day: wholeNumber(1, 50)
    .default(5)
    .describe('Messages to one number that is not proved yet in any 24 hours, whoever asks.'),
  enrolment_per_account_day: wholeNumber(1, 50)
    .default(5)
    .describe('Messages of one account to numbers that are not proved yet in any 24 hours.'),
  enrolment_per_network_day: wholeNumber(1, 100)
    .default(10)
    .describe('Messages from one network to numbers that are not proved yet in any 24 hours.'),
  enrolment_per_block_day: wholeNumber(1, most)
    .default(10)
    .describe(
      'Messages in a day (UTC) to numbers that are not proved yet and differ in the last four digits only.',
    ),
  notices_per_number_day: wholeNumber(1, 50)
    .default(10)
    .describe('Notices of what happened to an account, to one number in any 24 hours.'),
  per_block_hour: wholeNumber(1, most)
    .default(20)
    .describe('Messages in an hour to numbers that differ in the last four digits only.'),
  per_block_day: wholeNumber(1, most)
    .default(60)
    .describe('Messages in a day (UTC) to numbers that differ in the last four digits only.'),
  per_country_hour: wholeNumber(1, most).default(500).describe('Messages to one country in an hour.'),
  per_country_day: wholeNumber(1, most).default(3000).describe('Messages to one country in a day (UTC).'),
  per_client_hour: wholeNumber(1, most).default(1000).describe('Messages for one client in an hour.'),
  per_client_day: wholeNumber(1, most).default(10_000).describe('Messages for one client in a day (UTC).'),
  per_minute: wholeNumber(1, most).default(120).describe('All messages in a minute.'),
  per_day: wholeNumber(1, most).default(10_000).describe('All messages in a day (UTC).'),
  money: money.optional().describe('What messages may cost. Left out, no money is counted.'),
  conversion: conversion.prefault({}).describe('How many codes must come back.'),
})

export type LimitsTable = z.output<typeof limitsSchema>
