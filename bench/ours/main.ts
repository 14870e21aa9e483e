// First, as in the command itself: libuv reads the number of threads when it first needs one.
import '../../src/threads.ts'
import { readFile } from 'node:fs/promises'
import type { Settings } from '../../src/config/settings.ts'
import { startServer } from '../../src/server.ts'

const settings: Settings = JSON.parse(await readFile(String(process.argv[2]), 'utf8'))
await startServer(settings)
process.send?.({ ready: true })
