/**
 * Gives libuv's thread pool room for password hashes beside name look-ups and files: as many threads as cores,
 * and the usual four on top. libuv reads the variable when the pool is first used, so this must be the first
 * import of the program; later it changes nothing. A value set from outside stays.
 *
 * @module
 */
import { availableParallelism } from 'node:os'

process.env.UV_THREADPOOL_SIZE ||= String(availableParallelism() + 4)
