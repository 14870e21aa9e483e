import './threads.ts'
import { enableCompileCache, flushCompileCache } from 'node:module'

// Before anything large is loaded: the second start reads compiled code.
enableCompileCache()
const { run } = await import('./cli/index.ts')
await run(process.argv)
// Written now and not at the end: a process that is killed would never have written it.
flushCompileCache()
