import type { Node } from 'jsonc-parser'
import { z } from 'zod'
import { settingsSchema, type Settings } from '#shared/config'
import { isObject, type JsonObject } from '#shared/json-rpc'
import { describeIssue, formatPath, schemaAt, type Path, type ValueSchema } from './describe-issue.ts'
import { propertiesOf, propertyOf, valueOf } from './parse-jsonc.ts'
import { suggestKey } from './suggest-key.ts'

export interface SettingsRead {
  readonly settings: Settings
  readonly warnings: readonly string[]
}

/** Everything but the servers. A value that cannot be used is replaced by its default, with a warning. */
export function readSettings(root: Node): SettingsRead {
  const raw: JsonObject = Object.fromEntries(
    propertiesOf(root)
      .filter(({ key }) => key !== 'mcpServers')
      .map(({ key, value }) => [key, valueOf(value)] as const)
      .reverse(), // of equal keys the first one counts
  )
  const warnings = [...repeatedKeys(root), ...slips(root)]
  let parsed = settingsSchema.safeParse(raw)
  // Each round removes at least one value; a block and all its keys take two.
  while (!parsed.success) {
    const schema = z.toJSONSchema(settingsSchema, { io: 'input' }) as ValueSchema
    for (const issue of parsed.error.issues) {
      const path = issue.path as Path
      const problem = describeIssue(issue, schema, raw)
      if (removeAt(raw, path)) warnings.push(`${formatPath(path)} ${problem}: ${describeDefault(schema, path)}.`)
    }
    parsed = settingsSchema.safeParse(raw)
  }
  return { settings: parsed.data, warnings }
}

function describeDefault(schema: ValueSchema, path: Path): string {
  const found = schemaAt(schema, path)
  if (found?.type === 'object') return 'the defaults are used'
  return found?.default === undefined ? 'it counts as unset' : `the default ${JSON.stringify(found.default)} is used`
}

/** Removes a value from our own copy of the file's values; blocks are one level deep. */
function removeAt(raw: JsonObject, path: Path): boolean {
  const [block, key] = path
  const holder = path.length === 1 ? raw : raw[String(block)]
  return isObject(holder) && delete holder[String(path.length === 1 ? block : key)]
}

function repeatedKeys(root: Node): string[] {
  const seen = new Set<string>()
  return propertiesOf(root).flatMap(({ key }) => {
    if (!seen.has(key)) return seen.add(key) && []
    return [`${formatPath([key])} appears twice: the first one counts.`]
  })
}

function slips(root: Node): string[] {
  const blocks = Object.entries(settingsSchema.shape).flatMap(([block, schema]) => {
    const node = propertyOf(root, block)
    const keys = schema instanceof z.ZodPrefault ? Object.keys((schema.unwrap() as z.ZodObject).shape) : []
    return node === undefined ? [] : slipsIn(node, [block], keys)
  })
  return [...slipsIn(root, [], [...Object.keys(settingsSchema.shape), 'mcpServers']), ...blocks]
}

function slipsIn(node: Node, path: Path, known: readonly string[]): string[] {
  return propertiesOf(node).flatMap(({ key }) => {
    const meant = suggestKey(key, known)
    return meant === null ? [] : [`${formatPath([...path, key])} is unknown: did you mean "${meant}"?`]
  })
}
