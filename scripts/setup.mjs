// npm run setup: makes everything ready that `npm start` and `npm test` need, and starts nothing.
import { electronExecutable } from './lib/electron.mjs'
import { hasDisplay } from './lib/launch.mjs'
import { say } from './lib/say.mjs'
import { runScript } from './lib/setup-error.mjs'
import { setUp } from './lib/setup.mjs'
import { ensureSystemLibraries } from './lib/system-libraries.mjs'

await runScript(async () => {
  const { env } = await setUp({ electron: true, build: true })
  await ensureSystemLibraries({
    executable: electronExecutable(env),
    needsDisplay: !hasDisplay(process.platform, env),
    env,
  })
  say('Ready: npm start, npm test')
  return 0
})
