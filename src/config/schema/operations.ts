import { choice, list, shown, table, text, wholeNumber } from './leaf.ts'
import { isHost } from './rules.ts'

/** `[log]`: what is written down. */
export const logSchema = table({
  level: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')
    .default('info')
    .describe(
      'The least important line that is written: "fatal", "error", "warn", "info", "debug", "trace" or "silent". Security events are "info".',
    ),
  destination: text('the path of a file')
    .optional()
    .meta(shown('File the log goes to instead of standard output.', '../data/latchkey.log')),
})

/** `[audit]`: where security events are written down. */
export const auditSchema = table({
  destination: text('"stdout", or the path of a file')
    .optional()
    .meta(
      shown(
        'Where security events go, apart from the log and whatever its level is: "stdout" or a file. Left out, they are lines of the log.',
        '../data/audit.log',
      ),
    ),
})

/** `[operations]`: health and metrics. */
export const operationsSchema = table({
  host: text('a host name or an IP address', isHost)
    .default('127.0.0.1')
    .describe('The address health and metrics are served on; never one the public reaches.'),
  port: wholeNumber(1, 65_535).default(9464).describe('The port health and metrics are served on.'),
  names: list(text('a host name, without https:// and port', isHost), 'a list of at most 100 host names')
    .optional()
    .meta(
      shown(
        'Further names by which Prometheus or a balancer asks for them. It answers to "localhost", to IP addresses and to its host in any case.',
        ['latchkey.internal'],
      ),
    ),
  stop_wait_seconds: wholeNumber(0, 120)
    .default(5)
    .describe(
      'How long a server that was told to stop says "not ready" and still serves, so that a balancer notices.',
    ),
})
