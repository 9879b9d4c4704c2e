import type { AppView, ServerView } from '#shared/ipc/contract'
import { needsAttention } from '#shared/status'
import type { MirrorState } from './mirror-store.ts'

export const selectLink = (state: MirrorState) => state.link
export const selectApp = (state: MirrorState): AppView | null => state.mirror.app
export const selectEndpoint = (state: MirrorState) => state.mirror.app?.endpoint ?? null
export const selectServer =
  (name: string) =>
  (state: MirrorState): ServerView | undefined =>
    state.mirror.servers.get(name)
export const selectServerCount = (state: MirrorState): number => state.mirror.order.length

/** How many servers are in each of the groups that the list can show. */
export interface Counts {
  readonly all: number
  readonly ready: number
  readonly attention: number
  readonly off: number
}

/** Counts by group; compare with `shallow`, since a new object comes each time. */
export function selectCounts({ mirror }: MirrorState): Counts {
  let [ready, attention, off] = [0, 0, 0]
  for (const { status } of mirror.servers.values()) {
    if (status === 'ready') ready++
    else if (status === 'disabled') off++
    else if (needsAttention(status)) attention++
  }
  return { all: mirror.servers.size, ready, attention, off }
}

/** How many servers wait for a person; none while all are paused, as the tray says. */
export const selectAttention = (state: MirrorState): number =>
  state.mirror.app?.paused === true ? 0 : selectCounts(state).attention
