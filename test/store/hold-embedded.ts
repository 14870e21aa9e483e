import { openEmbeddedStore } from '../../src/store/embedded/index.ts'

/** A process that has the embedded store in the folder of its first argument, until it is killed. */
const store = await openEmbeddedStore({ directory: process.argv[2] ?? '' })
await store.accounts.save({ id: 'held', version: 1, username: 'held', createdAt: 1, updatedAt: 1 }, [])
process.stdout.write('holding\n')
setInterval(() => {}, 1000)
