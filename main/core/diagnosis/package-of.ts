import type { CaseFacts } from './case-facts.ts'

const runners = ['npx', 'uvx', 'bunx', 'pnpx', 'pipx', 'pnpm', 'npm', 'yarn', 'uv', 'bun']
const words = ['run', 'exec', 'dlx', 'tool', 'x']

/** The package that the command line names, with its version, or undefined. */
export function packageOf({ program, evidence }: CaseFacts): string | undefined {
  if (!runners.includes(program)) return undefined
  const { args } = evidence.server
  const named = args.findIndex(arg => ['--from', '-p', '--package', '--spec'].includes(arg))
  if (named >= 0) return args[named + 1]
  return args.find(arg => !arg.startsWith('-') && !words.includes(arg))
}
