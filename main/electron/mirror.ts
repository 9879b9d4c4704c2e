import type { Patch, Snapshot } from '#shared/ipc/contract'

/**
 * A snapshot with the news of a patch.
 *
 * @returns null when the patch does not follow on it: ask for a snapshot
 */
export function applyPatch(old: Snapshot, patch: Patch): Snapshot | null {
  if (patch.revision <= old.revision) return old // late news
  if (patch.since !== old.revision) return null
  const byName = new Map(old.servers.map(server => [server.name, server]))
  for (const name of patch.removed) byName.delete(name)
  for (const server of patch.servers) byName.set(server.name, server)
  const names = patch.order ?? [...byName.keys()]
  return {
    revision: patch.revision,
    app: patch.app ?? old.app,
    servers: names.flatMap(name => byName.get(name) ?? []),
  }
}
