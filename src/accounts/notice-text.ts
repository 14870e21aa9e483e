import type { Translate } from '../../interactions/pages/texts.ts'

/**
 * What people are told by text message once it has happened to their account. A number is `changing` when it is proved
 * and in force later: the hold period. `admin-`: by the people who run the house.
 */
export const accountNews = [
  'number-changed',
  'number-changing',
  'number-removed',
  'backup-code-used',
  'backup-codes-made',
  'opted-out',
  'opted-in',
  'password-changed',
  'browser-remembered',
  'bypass-used',
  'factor-disabled',
  'admin-number-changed',
  'admin-number-removed',
  'admin-opted-out',
  'admin-password-set',
  'admin-backup-codes-made',
  'admin-bypass-made',
] as const

export type AccountNews = (typeof accountNews)[number]

export interface NewsFacts {
  /** The house's name. */
  readonly application: string
  /** When it happened, in milliseconds since 1970. */
  readonly at: number
  /** Where it was done from, as networkOf says it; absent where that is not known. */
  readonly network?: string
}

/** What happened, when and from where, and whom to tell, in the language of `t`. */
export function noticeText(t: Translate, news: AccountNews, { application, at, network }: NewsFacts): string {
  const time = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return [
    t(`account-notice.${news}`, { application }),
    network === undefined
      ? t('account-notice.when', { time })
      : t('account-notice.when-from', { time, network }),
    t(news.startsWith('admin-') ? 'account-notice.surprise' : 'account-notice.objection', { application }),
  ].join(' ')
}
