import type * as z from 'zod'
import { clientSchema } from '../../src/config/schema/clients.ts'
import { deploymentSchema } from '../../src/config/schema/deployment.ts'
import { gatewaySchema } from '../../src/config/schema/gateway.ts'
import { userSchema } from '../../src/config/schema/users.ts'

/** One file an admin writes, and what no schema says about it. */
export interface ReferenceFile {
  /** From the repository's root. */
  readonly path: string
  readonly title: string
  readonly schema: z.ZodType
  /** The table that the schema describes, where it is not the whole file. */
  readonly base: readonly [] | readonly [string]
  /** Where the JSON Schema is, from the repository's root and from the file. */
  readonly schemaPath: string
  readonly schemaLine: string
  /** The comment a template begins with. */
  readonly head: string
}

export const referenceFiles: readonly ReferenceFile[] = [
  {
    path: 'config/deployment.toml',
    title: 'How the server runs',
    schema: deploymentSchema,
    base: [],
    schemaPath: 'config/schema/deployment.schema.json',
    schemaLine: './schema/deployment.schema.json',
    head: `
# How this server runs. Every option is here: the commented ones show their default, or an example where there
# is none. Changes take effect with "latchkey reload", or at the next start. The same as a table: docs/options.md.
#
# "\${NAME}" stands for an environment variable, also inside a longer text; "file:secrets/x" for the content of a
# file. Relative paths start at the folder of this file. What people are called and what clients may do stands in
# users.toml and clients.toml; each file in sms/ is one SMS gateway.`,
  },
  {
    path: 'config/clients.toml',
    title: 'The applications people sign in to',
    schema: clientSchema,
    base: ['client'],
    schemaPath: 'config/schema/clients.schema.json',
    schemaLine: './schema/clients.schema.json',
    head: `
# The applications people sign in to: one [[client]] each. Every option is here: the commented ones show their
# default, or an example where there is none. Names are those of OpenID Connect Dynamic Client Registration.
# The demo brings a client of its own, so this file may stay as it is until you add yours.`,
  },
  {
    path: 'config/users.toml',
    title: 'People who can sign in',
    schema: userSchema,
    base: ['user'],
    schemaPath: 'config/schema/users.schema.json',
    schemaLine: './schema/users.schema.json',
    head: `
# People who can sign in: one [[user]] each. Every option is here, with an example; all but the user name can be left
# out. A user name, e-mail address or number means one person: no two share any of them.
# The demo brings a user of its own, so this file may stay as it is until you add yours.`,
  },
  {
    path: 'config/sms/inbox.toml',
    title: 'One SMS gateway in each file of `config/sms/`',
    schema: gatewaySchema,
    base: [],
    schemaPath: 'config/schema/gateway.schema.json',
    schemaLine: '../schema/gateway.schema.json',
    head: `
# The demo's SMS inbox: an HTTP SMS gateway on this machine, reached as any other would be. Replace it by your own;
# each file in this folder is one gateway. Every option is here: the commented ones show their default.
#
# $ctx.num stands for the number, $ctx.msg for the whole text, $ctx.otp for the code alone. Each value is escaped for
# the place it stands in. Texts with quotes or "\\" in them are easiest in 'single quotes'.`,
  },
]
