/** A value on one line of TOML; texts with quotes or backslashes in them in single quotes. */
export function tomlValue(value: unknown): string {
  if (typeof value === 'string') return /["\\]/.test(value) ? `'${value}'` : `"${value}"`
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const pairs = Object.entries(value).map(([name, each]) => `${name} = ${tomlValue(each)}`)
  return `{ ${pairs.join(', ')} }`
}
