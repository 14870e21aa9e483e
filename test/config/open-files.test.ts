import assert from 'node:assert/strict'
import { chmod } from 'node:fs/promises'
import { test } from 'node:test'
import { configuration, load } from './support.ts'

test('gateways and people whose secrets stand in open files are warned of, and those that come from elsewhere are not', async (t) => {
  const url = 'url = "https://sms.example.com/?to=$ctx.num&text=$ctx.msg"\n'
  const files = {
    'sms/main.toml': `${url}[authentication]\nscheme = "bearer"\ntoken = "in-the-file"\n`,
    'sms/other.toml': `${url}[authentication]\nscheme = "bearer"\ntoken = "\${TOKEN}"\n`,
    'users.toml': '[[user]]\nusername = "a"\n[[user]]\nusername = "b"\nbackup_codes = ["K7QM2XW4TP"]\n',
  }
  const directory = await configuration(t, files)
  for (const name of Object.keys(files)) await chmod(`${directory}/${name}`, 0o644)
  const { warnings } = await load(directory, { mode: 'serve', env: { TOKEN: 'elsewhere' } })
  assert.deepEqual(
    warnings.filter(({ message }) => message.includes('mode 644')).map(({ file, key }) => [file, key]),
    [
      [`${directory}/sms/main.toml`, '[authentication] token'],
      [`${directory}/users.toml`, '[user #2] backup_codes #1'],
    ],
  )
})
