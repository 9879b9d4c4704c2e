import { expect, test } from 'vitest'
import { applyPatch } from './mirror.ts'
import { appFixture, serverFixture } from './views.fixture.ts'

const [a, b, c] = ['a', 'b', 'c'].map(name => serverFixture(name)) as [
  ReturnType<typeof serverFixture>,
  ReturnType<typeof serverFixture>,
  ReturnType<typeof serverFixture>,
]
const old = { revision: 4, app: appFixture(), servers: [a, b] }

test('a patch changes, adds, removes and reorders', () => {
  const busy = { ...b, status: 'connecting' as const }
  const patch = { since: 4, revision: 5, servers: [busy, c], removed: ['a'], order: ['c', 'b'] }
  expect(applyPatch(old, patch)).toEqual({ revision: 5, app: old.app, servers: [c, busy] })
})

test('late news changes nothing, and a gap asks for a snapshot', () => {
  const empty = { servers: [], removed: [] }
  expect([
    applyPatch(old, { since: 3, revision: 4, ...empty }),
    applyPatch(old, { since: 6, revision: 7, ...empty }),
  ]).toEqual([old, null])
})
