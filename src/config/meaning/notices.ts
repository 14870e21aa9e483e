import { dirname, join } from 'node:path'
import { loadTexts, type Texts } from '../../../interactions/pages/texts.ts'
import { type AccountNews, accountNews, type NewsFacts, noticeText } from '../../accounts/notice-text.ts'
import { segmentsOf } from '../../sms/gsm7.ts'
import type { Document } from '../document.ts'
import { firstOf, type Report } from '../report.ts'
import type { Settings } from '../settings.ts'
import { oddIn } from './messages.ts'

type Facts = Pick<Settings, 'application' | 'branding'>

const table = 'account-notice.'

/**
 * Says which notices take more segments in a house's own texts than in ours, of which some take two: they say what must be
 * said, and seldom.
 *
 * @param deployment the file that the folder of the texts is beside
 */
export function checkNotices({ application, branding }: Facts, deployment: Document, report: Report): void {
  const written = Object.entries(branding?.texts ?? {}).filter(([, texts]) =>
    Object.keys(texts).some((key) => key.startsWith(table)),
  )
  if (written.length === 0) return
  const [own, ours] = [loadTexts(branding?.texts), loadTexts()]
  for (const [language] of written) {
    const textIn = (texts: Texts, news: AccountNews) =>
      noticeText(texts.speechFor([language]).t, news, factsOf(news, application.name))
    const count = (texts: Texts, news: AccountNews) => segmentsOf(textIn(texts, news)).count
    const longer = accountNews.filter((news) => count(own, news) > count(ours, news))
    const [first] = longer
    if (first === undefined) continue
    const verb = longer.length === 1 ? 'is' : 'are'
    const what = `${firstOf(longer.map((news) => table + news))} ${verb} sent in more segments than ours`
    const message = `${what}, each of them paid for${oddIn(textIn(own, first))}`
    const file = join(dirname(deployment.file), 'locales', `${language}.json`)
    report.addFile(file, message, { level: 'warning' })
  }
}

/** From an address of the usual length; where an admin was is not told. */
function factsOf(news: AccountNews, application: string): NewsFacts {
  return { application, at: 0, ...(news.startsWith('admin-') ? {} : { network: '192.168.100.100' }) }
}
