import { expect, test } from 'vitest'
import type { DiagnosisView } from '#shared/ipc/contract'
import { Diagnoses } from './diagnoses.ts'
import { FakeBridge } from './fake-bridge.ts'

const step = (name: string, ok: boolean | null, done: number) => ({ server: 'a', step: name, ok, done, total: 2 })

test('a diagnose shows each look as it is taken, then what was found, until it is closed', async () => {
  const answer = Promise.withResolvers<DiagnosisView>()
  const bridge = new FakeBridge({ 'server:diagnose': () => answer.promise })
  using diagnoses = new Diagnoses(bridge)
  diagnoses.start()
  const running = diagnoses.run('a')
  void diagnoses.run('a') // the same one
  bridge.emit('diagnose:progress', step('Command', false, 1))
  bridge.emit('diagnose:progress', { ...step('Command', true, 1), server: 'somebody else’s' })
  const state = () => diagnoses.store.getState().get('a')
  expect(state()).toEqual({ kind: 'running', steps: [{ name: 'Command', ok: false }], done: 1, total: 2 })
  diagnoses.close('a')
  expect(state()?.kind).toBe('running')

  const found = { server: 'a', healthy: true } as DiagnosisView // only handed on
  answer.resolve(found)
  await running
  expect([bridge.asked, state(), [...diagnoses.store.getState().keys()]]).toEqual([
    ['server:diagnose'],
    { kind: 'done', found },
    ['a'],
  ])
  bridge.emit('diagnose:progress', step('late', true, 2))
  diagnoses.close('a')
  expect(state()).toBeUndefined()
})

test('a diagnose that main refuses says why', async () => {
  using diagnoses = new Diagnoses(new FakeBridge())
  await diagnoses.run('a')
  expect(diagnoses.store.getState().get('a')).toEqual({ kind: 'failed', why: 'server:diagnose is not answered' })
})
