import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Patch } from '#shared/ipc/contract'
import { applyPatches, applySnapshot, emptyMirror } from './mirror.ts'
import { sampleApp, sampleServer } from './sample.ts'

const snapshot = (revision: number, ...names: string[]) => ({
  revision,
  app: sampleApp(),
  servers: names.map(name => sampleServer(name)),
})
const patch = (since: number, revision: number, change: Partial<Patch> = {}): Patch => ({
  since,
  revision,
  servers: [],
  removed: [],
  ...change,
})
const known = applySnapshot(emptyMirror, snapshot(5, 'a', 'b'))

test('an older snapshot changes nothing', () => {
  expect(applySnapshot(known, snapshot(4, 'x'))).toBe(known)
})

test('patches add, change, remove and reorder servers', () => {
  const { mirror, gap } = applyPatches(known, [
    patch(5, 6, { servers: [sampleServer('c', { status: 'retrying' })], order: ['c', 'a', 'b'] }),
    patch(6, 8, { removed: ['a'], app: sampleApp({ paused: true }) }),
  ])
  expect({
    gap,
    revision: mirror.revision,
    order: mirror.order,
    status: mirror.servers.get('c')?.status,
    names: [...mirror.servers.keys()],
    paused: mirror.app?.paused,
  }).toEqual({ gap: false, revision: 8, order: ['c', 'b'], status: 'retrying', names: ['b', 'c'], paused: true })
})

test('a late patch is dropped, and nothing is copied for it', () => {
  expect(applyPatches(known, [patch(3, 5, { removed: ['a'] })])).toEqual({ mirror: known, gap: false })
})

test('a gap stops at the first patch that does not follow', () => {
  const { mirror, gap } = applyPatches(known, [patch(5, 6), patch(7, 8, { removed: ['a'] })])
  expect({ gap, revision: mirror.revision, kept: mirror.servers.has('a') }).toEqual({
    gap: true,
    revision: 6,
    kept: true,
  })
})

test('servers that did not change keep their identity', () => {
  const { mirror } = applyPatches(known, [patch(5, 6, { servers: [sampleServer('b', { toolCount: 3 })] })])
  expect(mirror.servers.get('a')).toBe(known.servers.get('a'))
})

test('property: however patches are cut and repeated, the mirror ends at the last state of each server', () => {
  const change = fc.record({ name: fc.constantFrom('a', 'b', 'c'), toolCount: fc.nat(99), again: fc.boolean() })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), changes => {
      const patches = changes.flatMap(({ name, toolCount, again }, index) => {
        const one = patch(5 + index, 6 + index, { servers: [sampleServer(name, { toolCount })] })
        return again ? [one, one] : [one]
      })
      const { mirror, gap } = applyPatches(known, patches)
      const last = new Map(changes.map(({ name, toolCount }) => [name, toolCount]))
      expect(gap).toBe(false)
      for (const [name, count] of last) expect(mirror.servers.get(name)?.toolCount).toBe(count)
    }),
  )
})
