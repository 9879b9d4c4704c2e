import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { capture } from './command.mjs'
import { isMade, makeFolder } from './make-folder.mjs'
import { root } from './paths.mjs'
import { step } from './say.mjs'
import { SetupError } from './setup-error.mjs'
import { hashFiles } from './stamp.mjs'

const out = join(root, 'out')
const core = join(out, 'main/cli.js')
export const desktop = join(out, 'main/index.js')

const sources = [
  'shared',
  'main',
  'preload',
  'renderer',
  'assets',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
]

/**
 * Builds main, preload and window into `out`, unless they were built from exactly these sources.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
export async function build(node, env) {
  const stamp = await hashFiles(
    sources.map(path => join(root, path)),
    isSource,
  )
  if (await isMade(out, stamp)) return
  await step('building', () =>
    makeFolder(out, stamp, async work => {
      await capture(node, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--outDir', work], {
        what: 'building',
        remedy: 'correct what the output names; npm run check finds more',
        cwd: root,
        env: { ...env, NODE_ENV: 'production' },
        limitMs: 5 * 60_000,
      })
    }),
  )
}

/** The built command; a clone without its source has none. */
export function requireCore() {
  if (!existsSync(core))
    throw new SetupError('the build made no out/main/cli.js', { remedy: 'restore main/cli/index.ts' })
  return core
}

/** @param {string} path */
export const isSource = path => !/\.(test|fixture)\.tsx?$/.test(path)
