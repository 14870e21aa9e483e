import { readFile } from 'node:fs/promises'
import { type BareSettings, bareProvider } from './provider.ts'

const settings: BareSettings = JSON.parse(await readFile(String(process.argv[2]), 'utf8'))
bareProvider(settings).listen(settings.port, '127.0.0.1', () => process.send?.({ ready: true }))

// Node writes its compile cache when a process ends by itself.
process.on('SIGTERM', () => process.exit())
