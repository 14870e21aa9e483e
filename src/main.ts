import './threads.ts'
import { enableCompileCache } from 'node:module'

// Before anything large is loaded: the second start reads compiled code.
enableCompileCache()
const { run } = await import('./cli/index.ts')
await run(process.argv)
