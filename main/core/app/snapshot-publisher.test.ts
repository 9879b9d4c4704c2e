import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AppView, Patch, ServerView, Snapshot } from '#shared/ipc/contract'
import { SnapshotPublisher } from './snapshot-publisher.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const appView = (paused: boolean) => ({ paused }) as AppView
const serverView = (name: string, toolCount: number) => ({ name, toolCount }) as ServerView

function setUp() {
  const servers = new Map([
    ['a', 0],
    ['b', 0],
  ])
  const publisher = new SnapshotPublisher({
    app: () => appView(false),
    serverNames: () => [...servers.keys()],
    server: name => (servers.has(name) ? serverView(name, servers.get(name) ?? 0) : undefined),
  })
  const patches: Patch[] = []
  publisher.onPatch(patch => void patches.push(patch))
  return { servers, publisher, patches }
}

/** What a receiver does with patches; the whole point is that it ends up with the snapshot. */
function applyPatch(old: Snapshot, patch: Patch): Snapshot {
  if (patch.since !== old.revision) throw new Error(`gap: at ${old.revision}, got ${patch.since}`)
  const views = new Map(old.servers.map(view => [view.name, view]))
  for (const name of patch.removed) views.delete(name)
  for (const view of patch.servers) views.set(view.name, view)
  const order = patch.order ?? [...views.keys()]
  return {
    revision: patch.revision,
    app: patch.app ?? old.app,
    servers: order.map(name => views.get(name)).filter(view => view !== undefined),
  }
}

test('a thousand changes in a second become at most ten messages, and the last state is told', () => {
  const { servers, publisher, patches } = setUp()
  publisher.snapshot()
  for (let i = 1; i <= 1000; i++) {
    servers.set('a', i)
    publisher.touch({ servers: ['a'] })
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(100)
  expect(patches.length).toBeLessThanOrEqual(12)
  expect(patches.at(-1)?.servers).toEqual([serverView('a', 1000)])
  expect(vi.getTimerCount()).toBe(0)
})

test('a snapshot followed by the patches is the later snapshot, with servers added, removed and reordered', () => {
  const { servers, publisher, patches } = setUp()
  let mirror = publisher.snapshot()
  const taken = patches.length
  servers.set('c', 3)
  publisher.touch({ app: true })
  publisher.flush()
  servers.delete('a')
  servers.delete('b')
  servers.set('b', 9)
  publisher.touch({ servers: ['a', 'b'] })
  publisher.flush()
  for (const patch of patches.slice(taken)) mirror = applyPatch(mirror, patch)
  expect(mirror).toEqual(publisher.snapshot())
  expect(mirror.servers.map(view => view.name)).toEqual(['c', 'b'])
})

test('nothing pending sends nothing', () => {
  const { publisher, patches } = setUp()
  publisher.snapshot()
  const before = patches.length
  publisher.flush()
  expect(patches.length).toBe(before)
})

test('after disposal no timer is left', () => {
  const { publisher } = setUp()
  publisher.touch({ app: true })
  publisher[Symbol.dispose]()
  expect(vi.getTimerCount()).toBe(0)
})
