import { digestOf } from '../../interactions/digest.ts'
import type { CodeKey } from '../../interactions/sms-otp/code.ts'
import type { Document } from './document.ts'
import type { Report } from './report.ts'
import { deploymentSchema } from './schema/deployment.ts'
import { readSecretKeys } from './secret-keys.ts'
import type { SecretSettings } from './settings.ts'
import { readShape } from './shape.ts'
import { readSigningKeys } from './signing-keys.ts'

const schema = deploymentSchema.shape.secrets

/** Reads `[secrets]`; undefined when one is missing, weak, used twice or copied from an example. */
export function readSecrets(document: Document, report: Report): SecretSettings | undefined {
  if (document.root.secrets === undefined) {
    const message =
      'the table [secrets] is missing: take the # off its lines, and "latchkey secrets init" writes the keys that they name'
    return report.add(document, ['secrets'], { message })
  }
  const table = readShape(schema, document, ['secrets'], report)
  if (table === undefined) return undefined
  const seen = new Set<string>()
  const read = (name: 'cookie_keys' | 'code_keys') =>
    table[name].flatMap((text, index) => {
      const keys = readSecretKeys(text).map(({ key }) => key)
      for (const key of keys.length === 0 ? [text] : keys) {
        const message =
          weakness(key) ?? (seen.has(key) ? 'used more than once: each key needs its own' : undefined)
        if (message !== undefined) report.add(document, ['secrets', name, index], { message })
        seen.add(key)
      }
      return keys
    })
  const [cookieKeys, codeKeys] = [read('cookie_keys'), read('code_keys')]
  const signingKeys = readSigningKeys(table.signing_keys, document, report)
  return signingKeys && { signingKeys, cookieKeys, codeKeys: codeKeys.map(namedKey) }
}

/**
 * The key with the name that what it sealed has in the store, the same in every process that holds the key. People never
 * see it: to them it is called as nameOfSecret says. Another one would leave all backup codes without their key.
 */
export function namedKey(key: string): CodeKey {
  return {
    kid: digestOf(`latchkey code key\n${key}`).slice(0, 8),
    key,
  }
}

const example =
  /example|change.?me|secret|password|placeholder|replace|insert|latchkey|12345678|abcdefgh|<.*>/i

/** Why a secret must not be used, without showing it; undefined when nothing speaks against it. */
function weakness(secret: string): string | undefined {
  if (looksLikeExample(secret)) return 'looks like an example, not like random characters'
  return bits(secret) < 256
    ? 'too short: 256 random bits are 43 characters of base64 or 64 of hexadecimal'
    : undefined
}

export function looksLikeExample(secret: string): boolean {
  return example.test(secret) || new Set(secret).size < 8
}

/** The most a text of these characters can hold when they were drawn at random. */
function bits(secret: string): number {
  if (/^\d*$/.test(secret)) return Math.floor(secret.length * Math.log2(10))
  return secret.length * (/^[0-9a-f]*$/i.test(secret) ? 4 : 6)
}
