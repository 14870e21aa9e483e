import { apacheNames, browserNames, redisNames } from './find-program.ts'

/** Something the tests need that npm cannot bring. */
interface Need {
  readonly name: string
  /** The names it may have in PATH, best first. */
  readonly programs: readonly string[]
  /** A file that must be there as well, such as a program's module. */
  readonly file?: string
  /** Debian's packages. Without a font Chromium draws boxes where letters should be. */
  readonly debian: readonly string[]
  /** Nothing where Homebrew has no such package. */
  readonly brew?: string
}

const needs: readonly Need[] = [
  { name: 'Redis', programs: redisNames, debian: ['redis-server'], brew: 'brew install redis' },
  {
    name: 'Chromium',
    programs: browserNames,
    debian: ['chromium', 'fonts-liberation'],
    brew: 'brew install --cask chromium',
  },
]

/** What the slow tests need beside them. The server's files without a service that starts by itself. */
const slowNeeds: readonly Need[] = [
  {
    name: 'Apache with mod_auth_openidc',
    programs: apacheNames,
    file: '/usr/lib/apache2/modules/mod_auth_openidc.so',
    debian: ['libapache2-mod-auth-openidc'],
  },
]

/** The machine as the set-up sees it; tests give a pretended one. */
export interface Machine {
  find(names: readonly string[]): string | undefined
  has(file: string): boolean
  readonly root: boolean
  /** Runs a program without a shell and without questions: its exit code and everything it wrote. */
  run(program: string, args: readonly string[]): { code: number; output: string }
  say(line: string): void
}

/**
 * Finds what the tests need, installs it where that is allowed, and says in one line each what it found or did.
 *
 * @param slow for the slow tests, too
 * @returns the exit code: 0 when everything is there, 1 when something is missing.
 */
export function provide(machine: Machine, slow: boolean): 0 | 1 {
  const missing = report(machine, slow ? [...needs, ...slowNeeds] : needs)
  if (missing.length === 0) return 0
  if (!machine.root || machine.find(['apt-get']) === undefined) return refuse(machine, missing)
  if (!install(machine, missing.flatMap(debianPackages))) return 1
  return report(machine, missing).length === 0 ? 0 : refuse(machine, missing)
}

/** Names each thing that is there and returns the ones that are not. */
function report(machine: Machine, wanted: readonly Need[]): Need[] {
  return wanted.filter((need) => {
    const path = machine.find(need.programs)
    const there = path !== undefined && (need.file === undefined || machine.has(need.file))
    if (there) machine.say(`${need.name}: ${path}`)
    return !there
  })
}

// Whoever holds the lock (an update that runs by itself) is given two minutes.
const patient = ['-q', '-o', 'DPkg::Lock::Timeout=120']

function install(machine: Machine, packages: readonly string[]): boolean {
  machine.say(`Installing Debian's ${packages.join(', ')} with apt-get …`)
  const commands = [
    [...patient, 'update'],
    [...patient, 'install', '--yes', '--no-install-recommends', ...packages],
  ]
  return commands.every((args) => runTwice(machine, args))
}

/** The lock on the package lists knows no time-out, so one failure is tried again. */
function runTwice(machine: Machine, args: readonly string[]): boolean {
  const first = machine.run('apt-get', args)
  const last = first.code === 0 ? first : machine.run('apt-get', args)
  if (last.code === 0) return true
  const reason = last.output.split('\n').findLast((line) => line.startsWith('E:')) ?? 'no reason given'
  machine.say(`apt-get ${args.join(' ')} failed with ${last.code}: ${reason}`)
  return false
}

function refuse(machine: Machine, missing: readonly Need[]): 1 {
  const names = missing
    .map(({ name, programs, file }) => {
      const place = `in PATH as ${programs.join(' or ')}`
      return `${name} (${file === undefined ? place : `${place}; ${file}`})`
    })
    .join(', ')
  machine.say(`Missing: ${names}. ${command(machine, missing)}`)
  return 1
}

function command(machine: Machine, missing: readonly Need[]): string {
  const packages = missing.flatMap(debianPackages).join(' ')
  const brews = missing.flatMap(({ brew }) => brew ?? [])
  if (machine.find(['brew']) !== undefined && brews.length === missing.length)
    return `Run: ${brews.join(' && ')}`
  const line = `sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${packages}`
  return machine.find(['apt-get']) === undefined ? `On Debian or Ubuntu: ${line}` : `Run: ${line}`
}

function debianPackages(need: Need): readonly string[] {
  return need.debian
}
