import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

/** Ways to look at a page. */
const looks = {
  desktop: { width: 1280, height: 800, colorScheme: 'light' },
  phone: { width: 390, height: 844, colorScheme: 'light' },
  'desktop-dark': { width: 1280, height: 800, colorScheme: 'dark' },
  'phone-dark': { width: 390, height: 844, colorScheme: 'dark' },
} as const
type Look = keyof typeof looks

export interface Camera {
  /** Takes a page as it is now, on a desk and on a phone; with `dark` also at night. */
  shoot(page: Page, name: string, caption: string, light?: 'dark'): Promise<void>
  /** The pictures taken so far, in their order, as Markdown that stands beside their folder. */
  album(): string
}

/** @param folder where the pictures go, with a slash at the end */
export function createCamera(folder: URL): Camera {
  const shots: { name: string; caption: string; taken: readonly Look[] }[] = []
  return {
    async shoot(page, name, caption, light) {
      const taken: readonly Look[] =
        light === 'dark' ? ['desktop', 'phone', 'desktop-dark', 'phone-dark'] : ['desktop', 'phone']
      for (const look of taken) {
        const { colorScheme, ...size } = looks[look]
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize(size)
        await page.screenshot({
          path: fileURLToPath(new URL(fileOf(name, look), folder)),
          fullPage: true,
          animations: 'disabled',
        })
      }
      shots.push({ name, caption, taken })
    },
    album: () => `${title}\n${shots.map(entry).join('\n')}`,
  }
}

const title = `# The pages

Every page a person can meet, on a desk and on a phone. \`npm run screenshots\` takes them anew.
`

function entry({ name, caption, taken }: { name: string; caption: string; taken: readonly Look[] }): string {
  const image = (look: Look) => {
    const width = look.startsWith('phone') ? 150 : 460
    return `<img src="screenshots/${fileOf(name, look)}" width="${width}" alt="${caption}: ${look.replace('-', ', ')}">`
  }
  return `## ${caption}\n\n${taken.map(image).join('\n')}\n`
}

function fileOf(name: string, look: Look): string {
  return `${name}-${look}.png`
}
