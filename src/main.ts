import './threads.ts'
import { run } from './cli/index.ts'

await run(process.argv)
