// npm start: makes the clone ready and starts the application, or its core where there is no display.
import { existsSync } from 'node:fs'
import { parseStart } from './lib/arguments.mjs'
import { desktop, requireCore } from './lib/build.mjs'
import { foreground } from './lib/command.mjs'
import { chooseLaunch, hasDisplay, sandboxArguments } from './lib/launch.mjs'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'
import { runScript } from './lib/setup-error.mjs'
import { setUp } from './lib/setup.mjs'
import { electronExecutable } from './lib/electron.mjs'
import { ensureSystemLibraries } from './lib/system-libraries.mjs'

await runScript(async () => {
  const { headless, rest } = parseStart(process.argv.slice(2), process.env)
  const wantsWindow = !headless && hasDisplay(process.platform, process.env)
  const { node, env } = await setUp({ electron: wantsWindow, build: true })
  const launch = chooseLaunch({ headless, hasDisplay: wantsWindow, isBuilt: { desktop: existsSync(desktop) } })
  if (launch.mode === 'headless') {
    say(`Starting MCPProxy without a window: ${launch.why}. Ctrl-C stops it.`)
    return foreground(node, [requireCore(), 'serve', ...rest], { env })
  }
  const executable = electronExecutable(env)
  await ensureSystemLibraries({ executable, needsDisplay: false, env })
  say('Starting MCPProxy.')
  // Chromium's complaints about missing desktop services help nobody who starts the application.
  return foreground(executable, ['--log-level=3', ...sandboxArguments(process.getuid?.()), root, ...rest], { env })
})
