import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foreground } from './command.mjs'
import { root } from './paths.mjs'
import { listFiles } from './stamp.mjs'
import { closeTier, readPlaywright } from './totals.mjs'

/**
 * `folder` and `suffix` say whether the tier has tests yet; a tier without any is left out, and said so.
 * `select` are the runner's own arguments.
 * @typedef {{ name: string, what: string, runner: 'vitest' | 'playwright', folder: string, suffix: string, needsBuild: boolean, select: readonly string[] }} Tier
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
    select: ['--project', 'unit'],
  },
  {
    name: 'core',
    what: 'the built core, driven from outside',
    runner: 'vitest',
    folder: 'e2e/core',
    suffix: '.test.ts',
    needsBuild: true,
    select: ['--project', 'core'],
  },
  {
    name: 'gallery',
    what: 'components and views over made-up servers, in a plain browser window',
    runner: 'playwright',
    folder: 'e2e/gallery',
    suffix: '.spec.ts',
    needsBuild: false,
    select: ['--config', 'e2e/gallery'],
  },
  {
    name: 'desktop',
    what: 'window, tray, notifications in a real Electron',
    runner: 'playwright',
    folder: 'e2e/desktop',
    suffix: '.spec.ts',
    needsBuild: true,
    select: ['--project', 'desktop'],
  },
  {
    name: 'packaged',
    what: 'what people install, built and launched',
    runner: 'playwright',
    folder: 'e2e/desktop/packaged',
    suffix: '.spec.ts',
    needsBuild: true,
    select: ['--project', 'packaged'],
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
      tier.runner === 'vitest' ? vitest(tier, node, file) : playwright(tier, node, file)
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
    args: [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...tier.select, ...reporters],
    variables: { MCPPROXY_TOTALS_FILE: file },
  }
}

/**
 * On Linux always on a bus and a display of their own: the tests bring their own tray and notification service.
 * @param {Tier} tier
 * @param {string} node
 * @param {string} file
 */
function playwright(tier, node, file) {
  const run = [node, join(root, 'node_modules/playwright/cli.js'), 'test', ...tier.select, '--reporter=list,json']
  const [command = '', ...args] =
    process.platform === 'linux' ? ['dbus-run-session', '--', 'xvfb-run', '-a', ...run] : run
  return { command, args, variables: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } }
}
