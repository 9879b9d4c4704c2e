import { basename } from 'node:path'

/** A package that a runner such as npx or uvx downloads before it starts the server. */
export interface RunnerPackage {
  /** The runner's cache and the package, without version: two downloads of it at once get in each other's way. */
  readonly package: string
  /** With version: what has run once is in the cache. */
  readonly spec: string
}

interface Runner {
  readonly cache: string
  /** Options followed by a value of their own. */
  readonly withValue: readonly string[]
  /** Options whose value is the package. */
  readonly packageOptions: readonly string[]
}

const npm: Runner = {
  cache: 'npm',
  withValue: ['-c', '--call', '--registry', '--cache', '--userconfig', '--prefix', '-w', '--workspace'],
  packageOptions: ['-p', '--package'],
}
const uv: Runner = {
  cache: 'uv',
  withValue: [
    ...['--with', '--with-editable', '--with-requirements', '-p', '--python', '--index', '--default-index'],
    ...['--index-url', '-i', '--extra-index-url', '--directory', '--project', '--cache-dir', '--env-file', '-c'],
    ...['--constraints', '--overrides', '--refresh-package', '-P', '--upgrade-package', '--config-file', '--color'],
  ],
  packageOptions: ['--from'],
}
const pipx: Runner = {
  cache: 'pipx',
  withValue: ['--pip-args', '--python', '-i', '--index-url', '--with'],
  packageOptions: ['--spec'],
}
const deno: Runner = { cache: 'deno', withValue: ['-c', '--config', '--import-map', '--lock'], packageOptions: [] }

/** Leading words of a command line that make it a package runner. The longest match wins. */
const runners: readonly (readonly [words: readonly string[], runner: Runner])[] = [
  [['npx'], npm],
  [['npm', 'exec'], npm],
  [['npm', 'x'], npm],
  [['pnpm', 'dlx'], { ...npm, cache: 'pnpm' }],
  [['pnpx'], { ...npm, cache: 'pnpm' }],
  [['yarn', 'dlx'], { ...npm, cache: 'yarn' }],
  [['bunx'], { ...npm, cache: 'bun' }],
  [['bun', 'x'], { ...npm, cache: 'bun' }],
  [['uvx'], uv],
  [['uv', 'tool', 'run'], uv],
  [['uv', 'run'], uv],
  [['pipx', 'run'], pipx],
  [['deno', 'run'], deno],
]

/** The package that this command line would download, or null when it starts a program that is already there. */
export function runnerPackageOf(command: string | undefined, args: readonly string[]): RunnerPackage | null {
  if (command === undefined) return null
  const program = basename(command.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.(cmd|exe|bat|ps1)$/, '')
  if (program === 'cmd' && args[0]?.toLowerCase() === '/c') return runnerPackageOf(args[1], args.slice(2))
  const line = [program, ...args]
  for (const [words, runner] of runners) {
    if (!words.every((word, index) => line[index] === word)) continue
    const spec = specOf(line.slice(words.length), runner)
    if (spec === null || (runner === deno && !/^(npm|jsr):/.test(spec))) return null
    return { package: `${runner.cache}:${withoutVersion(spec)}`, spec: `${runner.cache}:${spec}` }
  }
  return null
}

function specOf(args: readonly string[], runner: Runner): string | null {
  let positional: string | null = null
  for (let index = 0; index < args.length && positional === null; index++) {
    const arg = args[index] ?? ''
    const [option = '', value] = arg.split('=', 2)
    if (runner.packageOptions.includes(option)) return value ?? args[index + 1] ?? null
    if (arg === '--') positional = args[index + 1] ?? null
    else if (!arg.startsWith('-')) positional = arg
    else if (runner.withValue.includes(arg)) index++
  }
  return positional
}

/** `@scope/name@1.2` → `@scope/name`; `name==1.2`, `name[extra]>=1` → `name`. Addresses and paths stay whole. */
function withoutVersion(spec: string): string {
  if (/^(git\+|https?:|\.{0,2}\/)/.test(spec)) return spec
  return spec.replace(/(?<=.)@[^/]*$/, '').replace(/[[=<>~!].*$/, '')
}
