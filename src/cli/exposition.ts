interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

type Filter = Readonly<Record<string, string>>

/** Metrics that were read, to be added up. */
export interface Samples {
  sum(name: string, filter?: Filter): number
  /** Sums by the values of one label, the greatest first. */
  by(name: string, label: string, filter?: Filter): ReadonlyMap<string, number>
}

/** Reads Prometheus' text format as our own server writes it: a sample a line. */
export function readExposition(text: string): Samples {
  const samples = text.split('\n').flatMap(readSample)
  const matching = (name: string, filter: Filter = {}) =>
    samples.filter(
      (sample) =>
        sample.name === name &&
        Object.entries(filter).every(([label, value]) => sample.labels[label] === value),
    )
  return {
    sum: (name, filter) => matching(name, filter).reduce((total, { value }) => total + value, 0),
    by(name, label, filter) {
      const sums = new Map<string, number>()
      for (const { labels, value } of matching(name, filter)) {
        const key = labels[label] ?? ''
        sums.set(key, (sums.get(key) ?? 0) + value)
      }
      return new Map([...sums].toSorted(([, one], [, other]) => other - one))
    },
  }
}

function readSample(line: string): readonly Sample[] {
  const {
    name,
    labels = '',
    value,
  } = /^(?<name>\w+)(\{(?<labels>.*)\})? (?<value>\S+)$/.exec(line)?.groups ?? {}
  if (name === undefined || value === undefined) return []
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [
    label,
    text,
  ])
  return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }]
}
