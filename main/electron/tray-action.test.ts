import { expect, test } from 'vitest'
import { AppError } from '#shared/errors'
import type { Handlers } from '#shared/ipc/contract'
import { Alerts } from '#core/app/alerts'
import { silentLog } from '#core/log/log'
import { runTrayAction } from './tray-action.ts'
import type { TrayAction } from './tray-menu.ts'

function setUp(fail?: Error) {
  const done: unknown[] = []
  const handlers = new Proxy({} as Handlers, {
    get: (_target, name) => async (input: unknown) => {
      if (fail) throw fail
      done.push([name, input])
    },
  })
  const alerts = new Alerts()
  const desktop = { navigate: (to: unknown) => done.push(to), showWindow: () => done.push('show') }
  const context = { handlers, desktop, quit: () => void done.push('quit'), alerts, log: silentLog }
  return { done, alerts, run: (action: TrayAction) => runTrayAction(action, context) }
}

test.each<[TrayAction, unknown]>([
  [{ kind: 'open' }, 'show'],
  [{ kind: 'quit' }, 'quit'],
  [{ kind: 'pause' }, ['app:pause', undefined]],
  [{ kind: 'resume' }, ['app:resume', undefined]],
  [{ kind: 'restart', server: 'a' }, ['server:restart', { name: 'a' }]],
  [{ kind: 'enable', server: 'a' }, ['server:enable', { name: 'a' }]],
  [{ kind: 'disable', server: 'a' }, ['server:disable', { name: 'a' }]],
  [
    { kind: 'show', server: 'a' },
    { view: 'server', name: 'a' },
  ],
  [
    { kind: 'diagnose', server: 'a' },
    { view: 'server', name: 'a', diagnose: true },
  ],
  [
    { kind: 'report', server: 'a', id: 'failure_a_1' },
    { view: 'server', name: 'a', report: 'failure_a_1' },
  ],
])('%j does %j', async (action, expected) => {
  const { done, run } = setUp()
  await run(action)
  expect(done).toEqual([expected])
})

test('an expected failure becomes an alert with its own words', async () => {
  const { alerts, run } = setUp(new AppError('SERVER_UNKNOWN', 'There is no server “a”.', { name: 'a', known: [] }))
  await run({ kind: 'restart', server: 'a' })
  expect(alerts.list().map(({ message }) => message)).toEqual(['restart did not work: There is no server “a”.'])
})

test('the message of a bug is not shown', async () => {
  const { alerts, run } = setUp(new Error('token=secret'))
  await run({ kind: 'pause' })
  expect(alerts.list().map(({ message }) => message.includes('secret'))).toEqual([false])
})
