import { foreground } from './command.mjs'
import { root } from './paths.mjs'

/**
 * The checks that read the code and run none of it; each a command of node_modules, given as its script.
 * @type {readonly { name: string, script: string, args: readonly string[], remedy: string }[]}
 */
export const checks = [
  { name: 'format', script: 'oxfmt/bin/oxfmt', args: ['--check'], remedy: 'npm run format' },
  {
    name: 'types (node)',
    script: 'typescript/bin/tsc',
    args: ['-p', 'tsconfig.node.json'],
    remedy: 'correct the named lines',
  },
  {
    name: 'types (window)',
    script: 'typescript/bin/tsc',
    args: ['-p', 'tsconfig.web.json'],
    remedy: 'correct the named lines',
  },
  {
    name: 'types (scripts)',
    script: 'typescript/bin/tsc',
    args: ['-p', 'tsconfig.scripts.json'],
    remedy: 'correct the named lines',
  },
  {
    name: 'lint',
    script: 'oxlint/bin/oxlint',
    args: ['--type-aware', '--format', 'unix'],
    remedy: 'correct the named lines',
  },
  {
    name: 'unused code',
    script: 'knip/bin/knip.js',
    args: ['--no-progress'],
    remedy: 'delete what nothing uses, or use it',
  },
]

/**
 * Runs every check, also after one has failed.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>} one sentence for each that failed
 */
export async function runChecks(node, env) {
  const failures = []
  for (const { name, script, args, remedy } of checks) {
    const startedAt = Date.now()
    const code = await foreground(node, [`${root}/node_modules/${script}`, ...args], { cwd: root, env })
    console.log(
      `check ${name}: ${code === 0 ? 'ok' : `failed (${remedy})`}, ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`,
    )
    if (code !== 0) failures.push(`check ${name} failed: ${remedy}`)
  }
  return failures
}
