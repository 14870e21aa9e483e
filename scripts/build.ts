import { spawnSync } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** `npm run build`: dist/ with the same layout as the repository, in JavaScript, for publishing and the container. */
rmSync('dist', { recursive: true, force: true })
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (status !== 0) process.exit(status ?? 1)

// Templates, styles, locales, scripts: what the compiler leaves where it is.
for (const file of globSync('{interactions,src}/**/*.*', { exclude: ['**/*.ts', '**/*.md'] })) {
  mkdirSync(dirname(join('dist', file)), { recursive: true })
  copyFileSync(file, join('dist', file))
}
