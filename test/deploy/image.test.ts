import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')
const lines = (file: string) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

const dockerfile = lines('Dockerfile')
/** The instructions of the last stage: what is in the image. */
const image = dockerfile.slice(dockerfile.findLastIndex((line) => line.startsWith('FROM ')))

test('the image runs as a user without rights, without development dependencies, and is asked whether it is well', () => {
  assert.ok(dockerfile.filter((line) => line.startsWith('FROM ')).every((line) => line.includes(' node:24-')))
  assert.ok(image.includes('USER node'))
  const modules = image.find((line) => line.startsWith('COPY') && line.endsWith(' node_modules'))
  assert.match(modules ?? '', /^COPY --from=dependencies /)
  const stage = dockerfile.slice(dockerfile.findIndex((line) => line.endsWith(' AS dependencies')))
  assert.match(stage.find((line) => line.startsWith('RUN npm ci')) ?? '', /--omit=dev/)
  assert.ok(image.some((line) => line.startsWith('HEALTHCHECK ')))
  assert.ok(image.includes('ENTRYPOINT ["node", "bin/latchkey.js"]'))
  assert.ok(image.includes('CMD ["serve", "--config", "/etc/latchkey"]'))
})

test('the image holds neither secrets nor data of the machine it was built on', () => {
  const [first, ...rest] = lines('.dockerignore')
  assert.equal(first, '*')
  const allowed = rest.map((line) => line.replace(/^!/, ''))
  assert.ok(rest.every((line) => line.startsWith('!')))
  const copied = dockerfile
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1))
  assert.deepEqual([...new Set(copied)].toSorted(), allowed.toSorted())
  for (const name of ['config', 'data', 'deploy', '.', '.git']) assert.ok(!allowed.includes(name), name)
})
