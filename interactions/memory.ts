/** What was made under a name, made once. */
export type Memory<T> = (name: string, make: () => T) => T

/** @param most how many are kept; then all are forgotten, which costs less than minding which were used */
export function createMemory<T>(most: number): Memory<T> {
  const known = new Map<string, T>()
  return (name, make) => {
    const found = known.get(name)
    if (found !== undefined) return found
    const made = make()
    if (known.size >= most) known.clear()
    known.set(name, made)
    return made
  }
}
