import { registerHooks } from 'node:module'

/* Serves the README's provider. Two copies of the library in one process would be one too many. */
registerHooks({
  load(url, context, next) {
    if (url.includes('/latchkey/node_modules/oidc-provider/')) throw new Error(`loaded: ${url}`)
    return next(url, context)
  },
})

const { issuer, server } = await import('./own.js')
const { provider } = await import('./provider.js')
server.on('request', provider.callback())
console.log(`ready ${issuer}`)

// Ends with whoever started it, however that ends.
process.stdin.resume().on('end', () => process.exit())
