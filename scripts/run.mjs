// npm run check | build | format | bench: one task of the toolbox, after the set-up that it needs.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runChecks } from './lib/checks.mjs'
import { foreground } from './lib/command.mjs'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'
import { runScript, SetupError } from './lib/setup-error.mjs'
import { setUp } from './lib/setup.mjs'

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const tasks = {
  async check() {
    const { node, env } = await setUp({})
    const failures = await runChecks(node, env)
    const unit = await foreground(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit'], {
      cwd: root,
      env,
    })
    if (unit !== 0) failures.push('unit tests failed')
    failures.forEach(say)
    return failures.length > 0 ? 1 : 0
  },
  async build() {
    await setUp({ build: true })
    return 0
  },
  async format(args) {
    const { node, env } = await setUp({})
    return foreground(node, [join(root, 'node_modules/oxfmt/bin/oxfmt'), ...args], { cwd: root, env })
  },
  async bench(args) {
    const entry = join(root, 'bench/index.ts')
    if (!existsSync(entry)) throw new SetupError('there is no benchmark yet', { remedy: 'see bench/' })
    const { node, env } = await setUp({ build: true })
    return foreground(node, [entry, ...args], { cwd: root, env })
  },
}

await runScript(async () => {
  const [name = '', ...args] = process.argv.slice(2)
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
  if (!task)
    throw new SetupError(`unknown task ${name}`, { remedy: `one of ${Object.keys(tasks).join(', ')}`, exitCode: 2 })
  return task(args)
})
