import { expect, test } from 'vitest'
import { calls, type CallName, type Handlers } from '#shared/ipc/contract'
import { refuseWhileStopping } from './shutdown-handlers.ts'

test('while stopping, what only looks is answered and everything else refuses', async () => {
  const names = Object.keys(calls) as CallName[]
  const answering = Object.fromEntries(names.map(name => [name, async () => name])) as unknown as Handlers
  let stopping = false
  const guarded = refuseWhileStopping(answering, () => stopping) as {
    [name: string]: (input?: unknown) => Promise<unknown>
  }
  const answered = async () => {
    const settled = await Promise.allSettled(names.map(async name => guarded[name]?.()))
    return names.filter((_name, i) => settled[i]?.status === 'fulfilled')
  }
  expect(await answered()).toEqual(names)
  stopping = true
  expect(await answered()).toEqual([
    'app:snapshot', 'app:quit', 'server:attempts', 'server:cleanups', 'server:log', 'tools:list',
  ]) // prettier-ignore
  await expect(guarded['server:restart']?.()).rejects.toMatchObject({ code: 'CANCELLED' })
})
