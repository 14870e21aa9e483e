import { registerHooks } from 'node:module'

/* Loaded before a server with --import: whoever asks for the hash gets the stand-in, except the stand-in itself. */
const standIn = new URL('./no-hash.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== '@node-rs/argon2' || context.parentURL === standIn)
      return nextResolve(specifier, context)
    return { url: standIn, format: 'module-typescript', shortCircuit: true }
  },
})
