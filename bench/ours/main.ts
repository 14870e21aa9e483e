// First, as in the command itself: libuv reads the number of threads when it first needs one.
import '../../src/threads.ts'
import { readFile } from 'node:fs/promises'
import { everyFeature } from '../../src/config/schema/features.ts'
import type { Settings } from '../../src/config/settings.ts'
import { startServer } from '../../src/server.ts'

const settings: Settings = JSON.parse(await readFile(String(process.argv[2]), 'utf8'))
// JSON has no sets.
await startServer({ ...settings, features: everyFeature })
process.send?.({ ready: true })
