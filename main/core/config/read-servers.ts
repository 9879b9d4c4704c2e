import { z } from 'zod'
import { serverSchema, type InvalidServer, type ServerConfig } from '#shared/config'
import { isObject } from '#shared/json-rpc'
import { describeIssue, formatPath, type Path, type ValueSchema } from './describe-issue.ts'
import { aliasKeys, normalizeServer } from './normalize-server.ts'
import { propertiesOf, valueOf } from './parse-jsonc.ts'
import type { ServerEntry } from './server-entries.ts'
import { suggestKey } from './suggest-key.ts'

export interface ServersRead {
  readonly servers: readonly ServerConfig[]
  readonly invalid: readonly InvalidServer[]
  /** All names, usable or not, as they stand in the file. */
  readonly order: readonly string[]
  readonly warnings: readonly string[]
}

/** Checks each entry by itself: a bad one is set aside with its path and reason, the rest run. */
export function readServers(entries: readonly ServerEntry[]): ServersRead {
  const servers: ServerConfig[] = []
  const invalid: InvalidServer[] = []
  const warnings: string[] = []
  const order: string[] = []
  const firstOf = new Map<string, number>()
  const names = new Set(entries.flatMap(({ name }) => name ?? []))
  const setAside = (entry: ServerEntry, index: number, path: Path, reason: string) => {
    // A second entry of a name must not hide the first one, nor an entry without a name the one before.
    const first = entry.name !== undefined && firstOf.get(entry.name) === index
    const name = first && isShowable(entry.name) ? entry.name : unusedName(showable(entry.name, index), names)
    names.add(name)
    order.push(name)
    invalid.push({ name, path: formatPath(path), reason })
  }

  for (const [index, entry] of entries.entries()) {
    const first = entries[entry.name === undefined ? -1 : (firstOf.get(entry.name) ?? -1)]
    if (first !== undefined) {
      setAside(
        entry,
        index,
        entry.path,
        `has the same name as ${formatPath(first.path)}: give one of them another name`,
      )
      continue
    }
    if (entry.name !== undefined) firstOf.set(entry.name, index)
    const value = valueOf(entry.node)
    if (!isObject(value)) {
      setAside(entry, index, entry.path, 'must be an object, such as {"command": "npx", "args": []}')
      continue
    }
    const normalized = normalizeServer(value)
    const raw = entry.name === undefined ? normalized.entry : { ...normalized.entry, name: entry.name }
    const slips = slipsOf(entry)
    const parsed = serverSchema.safeParse(raw)
    const issue = parsed.success ? undefined : parsed.error.issues[0]
    if (parsed.success) {
      servers.push(parsed.data)
      order.push(parsed.data.name)
      warnings.push(
        ...[...normalized.warnings.map(text => `${text}.`), ...slips].map(text => `${formatPath(entry.path)} ${text}`),
      )
    } else if (issue !== undefined) {
      const reason = describeIssue(issue, z.toJSONSchema(serverSchema, { io: 'input' }) as ValueSchema, raw)
      const path = [...entry.path, ...(issue.path as Path)]
      setAside(entry, index, path, [reason, ...slips].join('; it '))
    }
  }
  return { servers, invalid, order, warnings }
}

function slipsOf(entry: ServerEntry): string[] {
  const known = [...Object.keys(serverSchema.shape), ...aliasKeys]
  return propertiesOf(entry.node).flatMap(({ key }) => {
    const meant = suggestKey(key, known)
    return meant === null ? [] : [`has the unknown key ${JSON.stringify(key)}: did you mean "${meant}"?`]
  })
}

const isShowable = (name: string | undefined): name is string => serverSchema.shape.name.safeParse(name).success

/** A label for an entry whose own name cannot be shown as it is. */
function showable(name: string | undefined, index: number): string {
  const cleaned = (name ?? '').replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '\u{FFFD}').slice(0, 100)
  return isShowable(cleaned) ? cleaned.trim() : `server ${index + 1}`
}

function unusedName(wanted: string, names: ReadonlySet<string>): string {
  if (!names.has(wanted)) return wanted
  for (let number = 2; ; number += 1) {
    const name = `${wanted} (${number})`
    if (!names.has(name)) return name
  }
}
