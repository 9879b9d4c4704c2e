// npm run mcpproxy -- …: the command line from a clone. stdout belongs to the command alone (npm run -s hides npm's banner).
import { requireCore } from './lib/build.mjs'
import { foreground } from './lib/command.mjs'
import { runScript } from './lib/setup-error.mjs'
import { setUp } from './lib/setup.mjs'

await runScript(async () => {
  const { node, env } = await setUp({ build: true })
  return foreground(node, [requireCore(), ...process.argv.slice(2)], { env })
})
