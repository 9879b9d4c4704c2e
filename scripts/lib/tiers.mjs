import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foreground } from './command.mjs'
import { hasDisplay } from './launch.mjs'
import { root } from './paths.mjs'
import { listFiles } from './stamp.mjs'
import { closeTier, readPlaywright } from './totals.mjs'

/**
 * `folder` and `suffix` say whether the tier has tests yet; a tier without any is left out, and said so.
 * @typedef {{ name: string, what: string, runner: 'vitest' | 'playwright', folder: string, suffix: string, needsBuild: boolean }} Tier
 * @type {readonly Tier[]}
 */
export const tiers = [
  {
    name: 'unit',
    what: 'every source file beside its test',
    runner: 'vitest',
    folder: 'scripts',
    suffix: '.test.ts',
    needsBuild: false,
  },
  {
    name: 'core',
    what: 'the built core, driven from outside',
    runner: 'vitest',
    folder: 'e2e/core',
    suffix: '.test.ts',
    needsBuild: true,
  },
  {
    name: 'desktop',
    what: 'window, tray, notifications in a real Electron',
    runner: 'playwright',
    folder: 'e2e/desktop',
    suffix: '.spec.ts',
    needsBuild: true,
  },
]

/** @param {Tier} tier */
export async function hasTests({ folder, suffix }) {
  return (await listFiles(join(root, folder))).some(file => file.endsWith(suffix))
}

/**
 * Runs one tier with its output streaming.
 * @param {Tier} tier
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./totals.mjs').Totals>}
 */
export async function runTier(tier, node, env) {
  const folder = await mkdtemp(join(tmpdir(), 'mcpproxy-totals-'))
  const file = join(folder, 'totals.json')
  try {
    const { command, args, variables } =
      tier.runner === 'vitest' ? vitest(tier, node, file) : playwright(node, file, env)
    const code = await foreground(command, args, {
      cwd: root,
      env: { ...env, ...variables },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const report = await readFile(file, 'utf8').then(JSON.parse, () => null) // no or torn report: the runner crashed
    return closeTier(tier.name, code, report && tier.runner === 'playwright' ? readPlaywright(report) : report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * @param {Tier} tier
 * @param {string} node
 * @param {string} file
 */
function vitest(tier, node, file) {
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/lib/vitest-totals.mjs')}`]
  return {
    command: node,
    args: [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', tier.name, ...reporters],
    variables: { MCPPROXY_TOTALS_FILE: file },
  }
}

/**
 * @param {string} node
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
function playwright(node, file, env) {
  const run = [node, join(root, 'node_modules/playwright/cli.js'), 'test', '--reporter=list,json']
  const [command = '', ...args] = hasDisplay(process.platform, env)
    ? run
    : ['dbus-run-session', '--', 'xvfb-run', '-a', ...run]
  return { command, args, variables: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } }
}
