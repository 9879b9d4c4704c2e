import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Patch, Snapshot } from '#shared/ipc/contract'
import { FakeBridge } from './fake-bridge.ts'
import type { Schedule } from './frame-batch.ts'
import { MirrorStore } from './mirror-store.ts'
import { sampleApp, sampleServer } from './sample.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const frame: Schedule = run => {
  const timer = setTimeout(run, 16)
  return () => clearTimeout(timer)
}
const snapshot = (revision: number, ...names: string[]): Snapshot => ({
  revision,
  app: sampleApp(),
  servers: names.map(name => sampleServer(name)),
})
const patch = (since: number, name: string): Patch => ({
  since,
  revision: since + 1,
  servers: [sampleServer(name)],
  removed: [],
})

test('a thousand patches in one frame are one change of the store', async () => {
  const bridge = new FakeBridge({ 'app:snapshot': () => snapshot(0, 'a') })
  using mirror = new MirrorStore(bridge, { schedule: frame })
  mirror.start()
  await vi.advanceTimersByTimeAsync(0)
  const changes = vi.fn()
  mirror.store.subscribe(changes)
  for (let since = 0; since < 1_000; since++) bridge.emit('app:changed', patch(since, 'a'))
  await vi.advanceTimersByTimeAsync(16)
  expect({ changes: changes.mock.calls.length, revision: mirror.store.getState().mirror.revision }).toEqual({
    changes: 1,
    revision: 1_000,
  })
})

test('a gap is closed by one fresh snapshot, and patches that came meanwhile are kept', async () => {
  const snapshots = [snapshot(0, 'a'), snapshot(8, 'a', 'b')]
  const bridge = new FakeBridge({ 'app:snapshot': async () => snapshots.shift() ?? snapshot(99) })
  using mirror = new MirrorStore(bridge, { schedule: frame })
  mirror.start()
  await vi.advanceTimersByTimeAsync(0)
  bridge.emit('app:changed', patch(7, 'b'))
  bridge.emit('app:changed', patch(8, 'c'))
  await vi.advanceTimersByTimeAsync(16)
  const { mirror: state } = mirror.store.getState()
  expect({ asked: bridge.asked, revision: state.revision, names: [...state.servers.keys()] }).toEqual({
    asked: ['app:snapshot', 'app:snapshot'],
    revision: 9,
    names: ['a', 'b', 'c'],
  })
})

test('a patch that comes before the first snapshot is applied after it', async () => {
  const bridge = new FakeBridge({
    'app:snapshot': () => new Promise(resolve => setTimeout(() => resolve(snapshot(3, 'a')), 100)),
  })
  using mirror = new MirrorStore(bridge, { schedule: frame })
  mirror.start()
  bridge.emit('app:changed', patch(3, 'b'))
  await vi.advanceTimersByTimeAsync(100)
  expect(mirror.store.getState().mirror.revision).toBe(4)
})

test('while main does not answer the link is lost, and it is asked again until it does', async () => {
  const bridge = new FakeBridge()
  using mirror = new MirrorStore(bridge, { schedule: frame, retryMs: [100, 400] })
  mirror.start()
  await vi.advanceTimersByTimeAsync(1_500) // asks at 0, 100, 300, 700, 1100, 1500
  expect({ asked: bridge.asked.length, link: mirror.store.getState().link.kind }).toEqual({ asked: 6, link: 'lost' })
  bridge.answers = { 'app:snapshot': () => snapshot(1, 'a') }
  await vi.advanceTimersByTimeAsync(400)
  expect(mirror.store.getState().link).toEqual({ kind: 'live' })
})

test('disposed, it listens to nothing and leaves no timer', async () => {
  const bridge = new FakeBridge()
  const mirror = new MirrorStore(bridge, { schedule: frame })
  mirror.start()
  bridge.emit('app:changed', patch(0, 'a'))
  await vi.advanceTimersByTimeAsync(0)
  mirror[Symbol.dispose]()
  expect({ listeners: bridge.listenerCount, timers: vi.getTimerCount() }).toEqual({ listeners: 0, timers: 0 })
})
