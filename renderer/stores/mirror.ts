import type { AppView, Patch, ServerView, Snapshot } from '#shared/ipc/contract'

/** What main last said, arranged for reading one server at a time. */
export interface Mirror {
  /** -1 before the first snapshot. */
  readonly revision: number
  readonly app: AppView | null
  /** Names in the order of the configuration file. */
  readonly order: readonly string[]
  readonly servers: ReadonlyMap<string, ServerView>
}

export const emptyMirror: Mirror = { revision: -1, app: null, order: [], servers: new Map() }

/** Takes a snapshot over, unless it is older than what is known. */
export function applySnapshot(mirror: Mirror, snapshot: Snapshot): Mirror {
  if (snapshot.revision < mirror.revision) return mirror
  return {
    revision: snapshot.revision,
    app: snapshot.app,
    order: snapshot.servers.map(server => server.name),
    servers: new Map(snapshot.servers.map(server => [server.name, server])),
  }
}

/**
 * Applies patches in order. Patches carry whole servers, so one that overlaps what is known is safe to apply.
 *
 * @returns `gap`: changes between the mirror and a patch are missing, a snapshot is needed; what follows it is not applied
 */
export function applyPatches(
  mirror: Mirror,
  patches: readonly Patch[],
): { readonly mirror: Mirror; readonly gap: boolean } {
  let { revision, app, order } = mirror
  let servers: Map<string, ServerView> | null = null // copied once for the whole batch
  let gap = false
  for (const patch of patches) {
    if (patch.revision <= revision) continue
    gap = revision < 0 || patch.since > revision
    if (gap) break
    revision = patch.revision
    app = patch.app ?? app
    if (patch.servers.length > 0 || patch.removed.length > 0) {
      servers ??= new Map(mirror.servers)
      for (const name of patch.removed) servers.delete(name)
      for (const server of patch.servers) servers.set(server.name, server)
    }
    order = patch.order ?? withoutRemoved(order, patch.removed)
  }
  if (revision === mirror.revision) return { mirror, gap }
  return { mirror: { revision, app, order, servers: servers ?? mirror.servers }, gap }
}

function withoutRemoved(order: readonly string[], removed: readonly string[]): readonly string[] {
  if (removed.length === 0) return order
  const gone = new Set(removed)
  return order.filter(name => !gone.has(name))
}
