import { delimiter } from 'node:path'

/** The machine's own Node and npm, as somebody has them who has just come: nothing of the npm that runs the tests. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const own = /^(npm_(?!config_(registry|cache|userconfig|globalconfig)$)|NODE_|INIT_CWD)/i
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name))
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) }
}
