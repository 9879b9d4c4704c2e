import { expect, test } from 'vitest'
import { Emitter } from '#shared/emitter'
import type { Suspension } from '#shared/status'
import type { Suspended } from '../policy/failure-policy.ts'
import { serverNamed } from '../servers/fake-dependencies.ts'
import type { ServerActor } from '../servers/server-actor.ts'
import { Alerts } from './alerts.ts'
import { DisabledAlerts } from './disabled-alerts.ts'

function incidentOver(names: readonly string[]) {
  const alerts = new Alerts()
  const suspended = new Emitter<Suspended>()
  const changed = new Emitter<void>()
  const held = new Set<string>()
  const suspension: Suspension = {
    ...{ reason: 'Exceeded 10 consecutive failures', category: 'dns_failure', sinceAt: 1, failures: 10 },
    incidentId: 'one',
  }
  const actors = names.map(name => ({
    ...{ name, server: serverNamed(name), runtime: { kind: 'failed' } },
    get facts() {
      return { suspension: held.has(name) ? suspension : null }
    },
  })) as unknown as ServerActor[] // the parts that are looked at
  const shown = new DisabledAlerts({ alerts, onSuspended: suspended.on, servers: { actors, onChange: changed.on } })
  const suspend = (name: string) => {
    held.add(name)
    const diagnosis = {
      category: 'dns_failure',
      confidence: 1,
      summary: 'No name resolves.',
      recommendation: null,
    } as const
    const failure = { server: serverNamed(name), diagnosis, failures: 10, wasReady: false, at: 1, suspension: null }
    suspended.emit({ failure, suspension })
  }
  const bringBack = (name: string) => {
    held.delete(name)
    changed.emit()
  }
  return {
    shown,
    suspend,
    bringBack,
    told: () => alerts.list().map(({ kind, message, server }) => ({ kind, message, server })),
  }
}

test('one incident makes one alert, which names all its servers and goes with the last of them', () => {
  const { shown, suspend, bringBack, told } = incidentOver(['a', 'b'])
  const one = 'a was auto-disabled: Exceeded 10 consecutive failures. No name resolves.'
  suspend('a')
  expect(told()).toEqual([{ kind: 'suspended', message: one, server: 'a' }])
  suspend('b')
  const both = '2 servers were auto-disabled for the same cause (a, b): No name resolves.'
  expect(told()).toEqual([{ kind: 'suspended', message: both, server: null }])
  bringBack('b')
  expect(told()).toEqual([{ kind: 'suspended', message: one, server: 'a' }])
  bringBack('a')
  expect(told()).toEqual([])
  shown[Symbol.dispose]()
})
