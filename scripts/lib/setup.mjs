import { join } from 'node:path'
import { build } from './build.mjs'
import { installDependencies } from './dependencies.mjs'
import { prepareElectron } from './electron.mjs'
import { withLock } from './lock.mjs'
import { cache, root } from './paths.mjs'
import { findToolsNode, toolsEnvironment } from './tools-node.mjs'

/**
 * Makes the clone ready, as far as the caller needs it. What is there already is only looked at.
 * @param {{ electron?: boolean, build?: boolean }} wanted
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the tools' Node, and the environment to start things in
 * @throws {import('./setup-error.mjs').SetupError}
 */
export function setUp(wanted) {
  return withLock(join(cache, 'setup.lock'), async () => {
    const node = await findToolsNode()
    let env = toolsEnvironment(node, join(root, 'node_modules/.bin'))
    await installDependencies(env)
    if (wanted.electron) env = { ...env, ...(await prepareElectron(node, env)) }
    if (wanted.build) await build(node, env)
    return { node, env }
  })
}
