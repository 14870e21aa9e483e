/** What a house has in the place of ours. Plain data, checked where it is read. */
export interface Branding {
  /** Texts by language (BCP 47, as `Intl` spells it), then by key: of ours, or of a language of the house's own. */
  readonly texts: Readonly<Record<string, OwnTexts>>
  /** Liquid by the name of the template it stands in for, such as `password` or `account/overview`. */
  readonly templates: Readonly<Record<string, string>>
  /** CSS that comes after ours. */
  readonly theme?: string
  /** At the top of every page, and the browser's icon. */
  readonly logo?: Logo
}

/** By key, such as `password.title`. */
export type OwnTexts = Readonly<Record<string, string>>

export interface Logo {
  readonly extension: '.svg' | '.png'
  readonly body: Buffer
}
