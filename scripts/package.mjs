// npm run package [-- electron-builder's arguments]: the application as people install it, into dist/.
// Where Electron cannot be downloaded it makes the folder and the deb, for testing only, and says so.
import { join } from 'node:path'
import { foreground } from './lib/command.mjs'
import { compatFolder } from './lib/electron-compat.mjs'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'
import { runScript } from './lib/setup-error.mjs'
import { setUp } from './lib/setup.mjs'

await runScript(async () => {
  const { node, env } = await setUp({ electron: true, build: true })
  const isCompat = env.ELECTRON_OVERRIDE_DIST_PATH === compatFolder
  if (isCompat) say('This package is for testing on machines like this one. Do not give it to people.')
  const config = isCompat ? 'electron-builder.compat.yml' : 'electron-builder.yml'
  // The stand-in for fpm, which electron-builder would download, packs with Debian's own dpkg-deb.
  const standIn = isCompat ? { CUSTOM_FPM_PATH: join(root, 'scripts/lib/package-fpm-deb.mjs') } : {}
  // What can be made without downloads. Said here, because a list in a second file adds to the first.
  const targets = isCompat && process.argv.length === 2 ? ['--linux', 'dir', 'deb'] : process.argv.slice(2)
  const builder = join(root, 'node_modules/electron-builder/cli.js')
  return foreground(node, [builder, '--config', config, '--publish', 'never', ...targets], {
    cwd: root,
    env: { ...env, ...standIn },
  })
})
