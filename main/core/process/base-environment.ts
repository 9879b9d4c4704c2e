import { markerVariables, type Marker } from './marker.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Variables that belong to us, to Electron or to the way we were started, and would mislead a child. */
const foreign = [
  /^ELECTRON_/,
  /^npm_/i,
  /^MCPPROXY_/,
  /^SNAP($|_)/,
  /^VITEST/,
  /^(APPIMAGE|APPDIR|ARGV0|OWD|CHROME_DESKTOP|ORIGINAL_XDG_CURRENT_DESKTOP|INIT_CWD)$/,
  // How the desktop launched us: in a child it would tell that the child was launched for the user.
  /^(GIO_LAUNCHED_DESKTOP_FILE|GIO_LAUNCHED_DESKTOP_FILE_PID|DESKTOP_STARTUP_ID|XDG_ACTIVATION_TOKEN)$/,
  // How our own Node runs is not how a server's Node should run.
  /^NODE_(OPTIONS|CHANNEL_FD|CHANNEL_SERIALIZATION_MODE|UNIQUE_ID|V8_COVERAGE|COMPILE_CACHE|TEST_CONTEXT)$/,
]

/** Lists that an AppImage or a snap puts its own folders in front of. */
const folderLists = ['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS', 'GSETTINGS_SCHEMA_DIR', 'GIO_MODULE_DIR', 'PYTHONPATH']

/**
 * The environment of a child: ours without what is only ours, then the server's own variables, then the marker.
 *
 * @param own - our environment, its PATH already repaired
 * @param additions - what the configuration sets for this server; wins over everything but the marker
 */
export function baseEnvironment(
  own: Environment,
  additions: Readonly<Record<string, string>>,
  marker: Marker | null,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined || foreign.some(pattern => pattern.test(name))) continue
    const cleaned = folderLists.includes(name) && platform !== 'win32' ? withoutBundleFolders(value, own) : value
    if (cleaned !== null) environment[name] = cleaned
  }
  setAll(environment, additions, platform)
  if (marker !== null) setAll(environment, markerVariables(marker), platform)
  return environment
}

/** Drops our own bundle's folders, and those that `npm run` put in front; null when nothing else was in the list. */
function withoutBundleFolders(list: string, own: Environment): string | null {
  const bundles = [own.APPDIR, own.SNAP].filter(folder => folder !== undefined && folder !== '')
  const fromNpm = own.npm_lifecycle_event !== undefined
  if (bundles.length === 0 && !fromNpm) return list
  const kept = list.split(':').filter(folder => {
    if (bundles.some(bundle => folder === bundle || folder.startsWith(`${bundle}/`))) return false
    return !(fromNpm && /\/node_modules\/\.bin$|\/node-gyp-bin$/.test(folder))
  })
  return kept.every(folder => folder === '') ? null : kept.join(':')
}

/** Windows compares names without case: `Path` and `PATH` must not both be there. */
function setAll(
  target: Record<string, string>,
  values: Readonly<Record<string, string>>,
  platform: NodeJS.Platform,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (platform === 'win32') {
      for (const other of Object.keys(target)) {
        if (other !== name && other.toUpperCase() === name.toUpperCase()) delete target[other]
      }
    }
    target[name] = value
  }
}
