import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { parseDocument } from '../../src/config/document.ts'

const root = join(import.meta.dirname, '../..')

/** The schema that an editor would use for a file of this name. */
function schemaFor(path: string): string {
  const name = basename(path, '.toml')
  return ['deployment', 'clients', 'users'].includes(name) ? name : 'gateway'
}

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true })
const validators = new Map(
  ['deployment', 'clients', 'users', 'gateway'].map((name) => {
    const text = readFileSync(join(root, `config/schema/${name}.schema.json`), 'utf8')
    return [name, ajv.compile(JSON.parse(text))]
  }),
)

/** What an editor would underline: place and reason. */
function underlined(file: string, text: string): readonly string[] {
  const validate = validators.get(schemaFor(file))
  assert.ok(validate)
  validate(JSON.parse(JSON.stringify(parseDocument(file, text).root)))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const shipped = globSync(['config/**/*.toml', 'deploy/compose/**/*.toml'], { cwd: root })

test('the files that are shipped, presets among them, are all there is to underline nothing in', () => {
  assert.ok(shipped.length > 28, shipped.join())
  for (const file of shipped) {
    const text = readFileSync(join(root, file), 'utf8')
    assert.deepEqual(underlined(file, text), [], file)
    // With every commented option as well, unless that sets something twice, as notes in presets may.
    if (/^config\/(sms\/)?\w+\.toml$/.test(file)) {
      assert.deepEqual(underlined(file, text.replace(/^#(?=[\w[])/gm, '')), [], `${file}, all of it`)
    }
  }
})

test("every file's first line names its schema, as seen from where the file is used, and a preset in config/sms", () => {
  for (const file of shipped) {
    const [line] = readFileSync(join(root, file), 'utf8').split('\n')
    const folder = file.includes('/sms/') ? '..' : '.'
    const up = file.startsWith('deploy/') ? join(folder, '../../config') : folder
    assert.equal(line, `#:schema ${up}/schema/${schemaFor(file)}.schema.json`, file)
  }
})

const accepted: readonly (readonly [file: string, text: string])[] = [
  ['deployment.toml', '[server]\nissuer = "https://login.example.com"'],
  ['deployment.toml', `[server]\nissuer = "\${ISSUER}"\n[store]\nkind = "\${STORE_KIND}"`],
  ['deployment.toml', '[server]\nissuer = "https://a.example"\n[limits]\nlogin_countries = ["lk", "+1"]'],
  [
    'sms/a.toml',
    'url = "https://sms.example.com"\nmethod = " post "\nresponse_codes = "200-299"\nheaders = "A: b"',
  ],
  ['sms/a.toml', 'url = "https://sms.example.com"\nresponse_codes = 200\n[headers]\nAccept = "text/plain"'],
  ['users.toml', '[[user]]\nusername = "maria"\nbackup_codes = ["K7QM2XW4TP"]'],
  ['clients.toml', ''],
]

for (const [file, text] of accepted) {
  test(`an editor underlines nothing the loader accepts: ${file}: ${text.replaceAll('\n', '; ')}`, () => {
    assert.deepEqual(underlined(file, text), [])
  })
}

const server = '[server]\nissuer = "https://login.example.com"\n'
const client = '[[client]]\nclient_id = "shop"\nredirect_uris = ["https://shop.example.com/"]\n'
const gateway = 'url = "https://sms.example.com"\n'
const refused: readonly (readonly [file: string, text: string, underlined: string])[] = [
  ['deployment.toml', '[server]\nport = 1', "/server must have required property 'issuer'"],
  ['deployment.toml', `${server}port = "3000"`, '/server/port must be integer'],
  ['deployment.toml', `${server}port = 65536`, '/server/port must be <= 65535'],
  ['deployment.toml', `${server}prot = 1`, '/server must NOT have additional properties'],
  ['deployment.toml', `${server}[sever]`, ' must NOT have additional properties'],
  [
    'deployment.toml',
    `${server}[store]\nkind = "sqlite"`,
    '/store/kind must be equal to one of the allowed values',
  ],
  ['deployment.toml', `${server}[limits]\nper_day = 0`, '/limits/per_day must be >= 1'],
  ['deployment.toml', `${server}[features]\ndpop = "no"`, '/features/dpop must be boolean'],
  ['clients.toml', `${client}pkce = "never"`, '/client/0/pkce must be equal to one of the allowed values'],
  [
    'clients.toml',
    `${client}default_acr_values = []`,
    '/client/0/default_acr_values must NOT have fewer than 1 items',
  ],
  ['clients.toml', '[[clients]]', ' must NOT have additional properties'],
  ['users.toml', '[[user]]\nemail = "a@b.example"', "/user/0 must have required property 'username'"],
  ['users.toml', '[[user]]\nusername = "a"\nnumber = 94778888888', '/user/0/number must be string'],
  ['sms/a.toml', `${gateway}deadline_milliseconds = 20000`, '/deadline_milliseconds must be <= 10000'],
  ['sms/a.toml', `${gateway}[receipts]\nsecret = "a"`, "/receipts must have required property 'status'"],
]

for (const [file, text, wanted] of refused) {
  test(`an editor underlines what the loader would refuse: ${wanted}`, () => {
    const found = underlined(file, text)
    assert.ok(found.includes(wanted), found.join('\n'))
  })
}
