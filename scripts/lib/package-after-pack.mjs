import { rm } from 'node:fs/promises'
import { join } from 'node:path'

const leftovers = ['resources/default_app.asar', 'resources/app-update.yml', '.made']

/**
 * electron-builder's hook: the packed application is the only one in the folder; what the compat runtime brought along is gone.
 * @param {{ appOutDir: string }} context
 */
export default async function afterPack({ appOutDir }) {
  for (const name of leftovers) await rm(join(appOutDir, name), { force: true })
}
