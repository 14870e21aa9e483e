import './threads.ts'
import { enableCompileCache, flushCompileCache } from 'node:module'

// Before anything large is loaded: the second start reads compiled code.
enableCompileCache()
const { run } = await import('./cli/index.ts')
await run(process.argv)
// Written soon and not only at the end, since a process that is killed would never write it; but not before the first answer.
setTimeout(flushCompileCache, 2000).unref()
