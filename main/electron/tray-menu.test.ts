import fc from 'fast-check'
import { expect, test } from 'vitest'
import { statuses } from '#shared/status'
import { maxEntries, trayMenuOf, type TrayEntry } from './tray-menu.ts'
import { trayViewOf } from './tray-state.ts'
import { appFixture, serverFixture } from './views.fixture.ts'

const menuOf = (app: ReturnType<typeof appFixture>, servers: ReturnType<typeof serverFixture>[]) =>
  trayMenuOf(app, servers, trayViewOf(app, servers))
const labelOf = (entry: TrayEntry) => (entry.kind === 'separator' ? '—' : entry.label)

test('a healthy application has a short menu', () => {
  expect(menuOf(appFixture(), [serverFixture('a')])).toEqual([
    { kind: 'text', label: '1 of 1 server ready' },
    { kind: 'separator' },
    { kind: 'item', label: 'Open MCPProxy', action: { kind: 'open' }, enabled: true },
    { kind: 'item', label: 'Pause', action: { kind: 'pause' }, enabled: true },
    { kind: 'item', label: 'Quit', action: { kind: 'quit' }, enabled: true },
  ])
})

test('seven broken servers show as five and a way to the rest, those that wait for a person first', () => {
  const servers = Array.from({ length: 7 }, (_, index) =>
    serverFixture(`s${index}`, { status: index === 6 ? 'needs-sign-in' : 'retrying' }),
  )
  expect(menuOf(appFixture(), servers).map(labelOf)).toEqual([
    '0 of 7 servers ready, 7 need attention',
    's6: needs sign-in',
    's0: retrying',
    's1: retrying',
    's2: retrying',
    's3: retrying',
    'and 2 more…',
    'Open MCPProxy',
    'Pause',
    'Quit',
  ])
})

test('a suspended server can be enabled again, and its reason stands above on one line', () => {
  const suspension = {
    reason: 'Exceeded 10\nconsecutive failures',
    category: 'unknown',
    sinceAt: 0,
    failures: 10,
    reportId: 'failure_a_1',
    nextProbeAt: null,
  }
  expect(menuOf(appFixture(), [serverFixture('a', { status: 'auto-disabled', suspension })])[2]).toEqual({
    kind: 'submenu',
    label: 'a: auto-disabled',
    entries: [
      { kind: 'text', label: 'Exceeded 10 consecutive failures' },
      { kind: 'item', label: 'Re-enable', action: { kind: 'enable', server: 'a' }, enabled: true },
      { kind: 'item', label: 'Disable', action: { kind: 'disable', server: 'a' }, enabled: true },
      { kind: 'item', label: 'Diagnose', action: { kind: 'diagnose', server: 'a' }, enabled: true },
      {
        ...{ kind: 'item', label: 'Show report', enabled: true },
        action: { kind: 'report', server: 'a', id: 'failure_a_1' },
      },
      { kind: 'item', label: 'Show details', action: { kind: 'show', server: 'a' }, enabled: true },
    ],
  })
})

test('while paused the menu offers to resume and lists no server', () => {
  const paused = menuOf(appFixture({ paused: true }), [serverFixture('a', { status: 'invalid' })])
  expect(paused.map(labelOf)).toEqual(['Paused: all servers are stopped', '—', 'Open MCPProxy', 'Resume', 'Quit'])
})

test('whatever the servers, the menu stays short and can always open and quit', () => {
  const server = fc.record({ name: fc.string({ minLength: 1 }), status: fc.constantFrom(...statuses) })
  fc.assert(
    fc.property(fc.array(server, { maxLength: 30 }), fc.boolean(), (facts, paused) => {
      const servers = facts.map(({ name, status }) => serverFixture(name, { status }))
      const menu = menuOf(appFixture({ paused }), servers)
      expect(menu.length).toBeLessThanOrEqual(maxEntries)
      expect(menu.map(labelOf)).toEqual(expect.arrayContaining(['Open MCPProxy', 'Quit']))
      expect(menu.map(labelOf).every(label => !/[\p{Cc}]/u.test(label))).toBe(true)
    }),
  )
})
