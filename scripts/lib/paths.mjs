import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** The clone; no step depends on the folder it is started from. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** Everything that set-up fetches or makes, apart from node_modules and out. */
export const cache = join(root, '.cache')
