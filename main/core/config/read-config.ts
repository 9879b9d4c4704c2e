import { settingsSchema, type Config } from '#shared/config'
import { checkThresholds } from './check-threshold.ts'
import { parseJsonc, positionAt, propertyOf, type ConfigProblem } from './parse-jsonc.ts'
import { readServers } from './read-servers.ts'
import { readSettings } from './read-settings.ts'
import { serverEntriesOf } from './server-entries.ts'

export type ConfigRead =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problem: ConfigProblem }

/** What runs while there is no usable file: no servers, default settings. */
export const emptyConfig = (): Config => ({
  settings: settingsSchema.parse({}),
  servers: [],
  invalid: [],
  order: [],
  warnings: [],
})

/** Reads a configuration file. Never throws: what cannot be used is named, with its place. */
export function readConfig(file: string): ConfigRead {
  const text = stripByteOrderMark(file)
  const parsed = parseJsonc(text)
  if (!parsed.ok) return parsed
  const entries = serverEntriesOf(parsed.root)
  if (entries === null) {
    const offset = propertyOf(parsed.root, 'mcpServers')?.offset ?? 0
    const message = '"mcpServers" must be a list or an object of servers.'
    return { ok: false, problem: { message, ...positionAt(text, offset) } }
  }
  const { settings, warnings } = readSettings(parsed.root)
  const { servers, invalid, order, warnings: ofServers } = readServers(entries)
  const ofThresholds = checkThresholds(settings, servers)
  return {
    ok: true,
    config: { settings, servers, invalid, order, warnings: [...warnings, ...ofServers, ...ofThresholds] },
  }
}

/** Windows editors put U+FEFF first; JSON does not know it. */
export const stripByteOrderMark = (text: string): string => (text.startsWith('\u{FEFF}') ? text.slice(1) : text)
