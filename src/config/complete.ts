/** A record in which every part turned out well, or undefined. */
export function complete<T extends object>(
  parts: { readonly [K in keyof T]: T[K] | undefined },
): T | undefined {
  return Object.values(parts).includes(undefined) ? undefined : (parts as T)
}

/** The record without the keys whose value is undefined: for types that tell "absent" from "undefined". */
export function withoutUndefined<T extends object>(record: T): Defined<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>
}

type Defined<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> : T[K] }
