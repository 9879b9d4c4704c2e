import { expect, test } from 'vitest'
import type { AppView, ServerView } from '#shared/ipc/contract'
import { trayViewOf, type TrayState } from './tray-state.ts'
import { appFixture, serverFixture } from './views.fixture.ts'

const alert = { id: 'a', message: 'm', server: null, at: 0 }
const ready = serverFixture('ready')
const retrying = serverFixture('flaky', { status: 'retrying' })
const taken = { state: 'taken', url: 'http://127.0.0.1:8080/mcp', owner: 'nginx', nextFreePort: 8081 } as const

const cases: [string, Partial<AppView>, ServerView[], TrayState, number, string][] = [
  ['nothing configured', {}, [], 'idle', 0, 'No servers are enabled'],
  [
    'all disabled',
    {},
    [serverFixture('a', { status: 'disabled', desired: 'disabled' })],
    'idle',
    0,
    'No servers are enabled',
  ],
  ['all ready', {}, [ready], 'ok', 0, '1 of 1 server ready'],
  ['starting', { phase: 'starting' }, [serverFixture('a', { status: 'idle' })], 'busy', 0, 'Starting'],
  [
    'one connecting',
    {},
    [ready, serverFixture('b', { status: 'connecting' })],
    'busy',
    0,
    '1 of 2 servers ready, 1 connecting',
  ],
  ['one retrying', {}, [ready, retrying], 'attention', 1, '1 of 2 servers ready, 1 needs attention'],
  ['paused', { paused: true }, [retrying], 'paused', 0, 'Paused: all servers are stopped'],
  ['pausing', { paused: true, stopping: ['a', 'b'] }, [], 'busy', 0, 'Stopping 2 servers'],
  ['a taken port', { endpoint: taken }, [ready], 'error', 0, '127.0.0.1:8080 is taken by nginx'],
  ['a leak', { alerts: [{ ...alert, kind: 'leak' }] }, [ready], 'error', 0, '1 of 1 server ready, 1 alert'],
  ['a mere warning', { alerts: [{ ...alert, kind: 'config-warning' }] }, [ready], 'ok', 0, '1 of 1 server ready'],
  ['quitting', { phase: 'stopping', stopping: ['a'] }, [retrying], 'busy', 1, 'Stopping 1 server'],
]

test.each(cases)('%s', (_title, app, servers, state, attention, summary) => {
  expect(trayViewOf(appFixture(app), servers)).toEqual({ state, attention, summary })
})
