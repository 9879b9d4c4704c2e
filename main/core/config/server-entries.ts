import type { Node } from 'jsonc-parser'
import type { Path } from './describe-issue.ts'
import { propertiesOf, propertyOf } from './parse-jsonc.ts'

/** One entry of `mcpServers`, still unchecked. */
export interface ServerEntry {
  readonly path: Path
  readonly node: Node
  /** Trimmed; undefined where the entry gives none, or none that is text. */
  readonly name: string | undefined
}

/** The entries of either shape, in the order of the file. Null when `mcpServers` is neither list nor object. */
export function serverEntriesOf(root: Node): ServerEntry[] | null {
  const servers = propertyOf(root, 'mcpServers')
  if (servers === undefined) return []
  if (servers.type === 'array') {
    return (servers.children ?? []).map((node, index) => {
      const name: unknown = propertyOf(node, 'name')?.value
      return { path: ['mcpServers', index], node, name: typeof name === 'string' ? name.trim() : undefined }
    })
  }
  if (servers.type !== 'object') return null
  return propertiesOf(servers).map(({ key, value }) => ({ path: ['mcpServers', key], node: value, name: key.trim() }))
}
