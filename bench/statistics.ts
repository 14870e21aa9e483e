/** The middle of the values, and where the lower and upper quarter end. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** What one in a hundred exceeds. */
export function percentile99(values: readonly number[]): number {
  return quantile(values, 0.99)
}

/** Linear between the two values it falls between. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const [below = Number.NaN, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return below + (above - below) * (place - Math.floor(place))
}
