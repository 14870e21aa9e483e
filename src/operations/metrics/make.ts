import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Makes metrics of one registry; every name begins with `latchkey_`. */
export function makerOf(registry: Registry) {
  const registers = [registry]
  return {
    counter: <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Counter({ name: `latchkey_${name}`, help, labelNames, registers }),
    /** @param collect sets it anew whenever somebody asks */
    gauge: <L extends string = never>(
      name: string,
      help: string,
      labelNames: readonly L[] = [],
      collect?: (gauge: Gauge<L>) => void,
    ) =>
      new Gauge<L>({
        name: `latchkey_${name}`,
        help,
        labelNames,
        registers,
        ...(collect && {
          collect() {
            collect(this)
          },
        }),
      }),
    /** @param buckets upper bounds, in seconds */
    histogram: <L extends string>(
      name: string,
      help: string,
      labelNames: readonly L[],
      buckets: readonly number[],
    ) => new Histogram({ name: `latchkey_${name}`, help, labelNames, registers, buckets: [...buckets] }),
  }
}

export type Maker = ReturnType<typeof makerOf>
