import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { parse } from 'yaml'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string }
}

const root = join(import.meta.dirname, '../..')
const { groups } = parse(readFileSync(join(root, 'deploy/alerts.yml'), 'utf8')) as {
  groups: readonly { readonly rules: readonly Rule[] }[]
}
const rules = groups.flatMap((group) => group.rules)
const reference = readFileSync(join(root, 'docs/metrics.md'), 'utf8')
const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8')

test('alerts ask for metrics that exist, by labels they have, and the operations guide says what to do', () => {
  assert.ok(rules.length > 10)
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const usual = registry.getMetricsAsArray().map(({ name }) => name)
  const ours = new Map(
    [...reference.matchAll(/^\| `(latchkey_\w+)` \| ([^|]*)\|/gm)].map(([, name = '', labels = '']) => [
      name,
      labels,
    ]),
  )
  for (const { alert, expr, labels, annotations } of rules) {
    assert.match(labels.severity, /^(warning|critical)$/)
    assert.ok(annotations.summary.length > 10)
    assert.ok(operations.includes(`\`${alert}\``), `${alert} is not in docs/operations.md`)
    for (const [, name = '', filter = ''] of expr.matchAll(
      /\b((?:latchkey|nodejs|process)_\w+|\w+(?=[{[]))(?:\{([^}]*)\})?/g,
    )) {
      if (name === 'up') continue
      const family = name.replace(/_(bucket|count|sum)$/, '')
      const known = ours.get(family)
      assert.ok(known !== undefined || usual.includes(name), `${alert}: ${name}`)
      if (known === undefined) continue
      for (const [, label] of filter.matchAll(/(\w+)\s*[=!]~?"/g)) {
        assert.ok(known.includes(`\`${label}\``), `${alert}: ${name} has no ${label}`)
      }
    }
  }
})
