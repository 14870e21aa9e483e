import type { SmsNews } from '../sms-otp/step.ts'
import { type Asset, loadAssets } from './assets.ts'
import type { Branding } from './branding.ts'
import { type DeliveryNews, deliveryNews } from './delivery-news.ts'
import type { Page } from './page.ts'
import { withSkeletons } from './skeletons.ts'
import { loadTemplates } from './templates.ts'
import { loadTexts, type Speech } from './texts.ts'
import { viewOf } from './view.ts'
import { plain } from './words.ts'

export interface PagesOptions {
  /** The house's name, at the top of every page. */
  readonly applicationName: string
  /** BCP 47, of people none of whose languages there is; English where left out. */
  readonly defaultLanguage?: string
  /** What the house has in the place of ours. */
  readonly branding?: Branding
}

/** The hosted pages. */
export interface Pages {
  /**
   * A whole HTML document.
   *
   * @param locales the person's wishes, best first (BCP 47)
   */
  render(page: Page, locales: readonly string[]): string
  /** What the code page's script is told, as JSON; `locales` as above. */
  news(news: SmsNews, locales: readonly string[]): DeliveryNews
  /** Our texts in the best language for a person's wishes, for what is said elsewhere than on a page. */
  speech(locales: readonly string[]): Speech
  /** BCP 47, of every language there are texts in. */
  readonly languages: readonly string[]
  /** What the documents refer to, by URL path; content never changes under one path. */
  readonly assets: ReadonlyMap<string, Asset>
}

/** Reads texts, templates, styles and scripts once; a template is parsed when it is first shown. */
export function createPages({ applicationName, defaultLanguage, branding }: PagesOptions): Pages {
  const assets = loadAssets(branding)
  const { speechFor, languages } = loadTexts(branding?.texts, defaultLanguage)
  const own = branding?.templates ?? {}
  const templates = loadTemplates(own)
  // A house's own templates may do with a value whatever they like.
  const fill = Object.keys(own).length === 0 ? withSkeletons(templates) : templates
  const application = plain(applicationName)
  return {
    assets: assets.byPath,
    speech: speechFor,
    languages,
    news: (news, locales) => deliveryNews(news, speechFor(locales).t),
    render(page, locales) {
      const speech = speechFor(locales)
      const common = { speech, application, assets: assets.paths }
      return fill(page.page, { ...common, ...viewOf(page, speech) })
    },
  }
}
