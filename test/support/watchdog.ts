import { isMainThread } from 'node:worker_threads'

/*
 * Loaded before every test file. Node's --test-timeout ends a test, not a file whose tests are over and which a
 * forgotten socket or timer keeps alive; --test-force-exit would end it before tests that are declared after a
 * top-level await. So the file is given a time, and is told what kept it.
 */
const minute = 60_000
const limit = process.argv[1]?.endsWith('.slow.ts') ? 20 * minute : 4 * minute

if (isMainThread && process.env.NODE_TEST_CONTEXT === 'child-v8') {
  setTimeout(() => {
    console.error(
      `Still running after ${limit / minute} minutes, because of: ${process.getActiveResourcesInfo()}`,
    )
    process.exit(1)
  }, limit).unref()
}
