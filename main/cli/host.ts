import { homedir } from 'node:os'
import { findControlAddress } from '#core/control/control-address'
import { dataFolderAt } from '#core/data-folder/data-folder'
import { resolveDataFolder } from '#core/data-folder/resolve-data-folder'
import type { Host } from './io.ts'

/** Where things are on this machine. */
export function createHost(env: { readonly [name: string]: string | undefined }): Host {
  return {
    dataFolder: given => resolveDataFolder({ arg: given, env, home: homedir() }),
    configFile: folder => dataFolderAt(folder).configFile,
    controlSocket: findControlAddress,
    // Loaded by `serve` alone: the other commands start without the proxy's modules.
    createCore: async options => (await import('#core/core')).createCore(options),
  }
}
