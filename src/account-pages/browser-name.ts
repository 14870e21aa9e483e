import bowser from 'bowser'
import type { Translate } from '../../interactions/pages/texts.ts'
import { plain } from '../../interactions/pages/words.ts'

/** A browser as people call it, "Chrome on Linux", from what it says of itself. */
export function browserName(agent: string | undefined, t: Translate): string {
  if (agent === undefined || agent === '') return t('account.browser.unknown')
  const { browser, os } = bowser.parse(agent)
  if (browser.name === undefined || browser.name === '') return t('account.browser.unknown')
  const name = plain(browser.name)
  const known = os.name !== undefined && os.name !== ''
  return known ? t('account.browser.on', { browser: name, system: plain(os.name ?? '') }) : name
}
