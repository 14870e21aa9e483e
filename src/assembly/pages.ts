import { createPages, type Pages } from '../../interactions/pages/index.ts'
import type { Settings } from '../config/settings.ts'

/** The pages in the house's name, language and look. */
export function pagesOf({ application, branding }: Pick<Settings, 'application' | 'branding'>): Pages {
  const { name, defaultLanguage } = application
  return createPages({
    applicationName: name,
    ...(defaultLanguage === undefined ? {} : { defaultLanguage }),
    ...(branding && { branding }),
  })
}
