import type { Page } from '../page.ts'
import { accountSamples } from './account.ts'
import { loginSamples } from './login.ts'

/**
 * Pages with every form, field and link that their templates can show, to hold a house's own template against ours.
 * What a value is written as, such as `sample:action`, says what it is.
 */
export const samples: readonly Page[] = [...loginSamples, ...accountSamples]
