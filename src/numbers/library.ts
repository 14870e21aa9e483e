import { createRequire } from 'node:module'
import type * as Library from 'libphonenumber-js/max'

const require = createRequire(import.meta.url)
let loaded: typeof Library | undefined

/** Loading the library with its metadata takes 40 to 60 ms: the first number pays them, not a command without any. */
export function library(): typeof Library {
  loaded ??= require('libphonenumber-js/max') as typeof Library
  return loaded
}
