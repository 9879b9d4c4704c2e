import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serverSchema } from '#shared/config'
import {
  checksHealth,
  countsFailures,
  initialPower,
  needsNetwork,
  next,
  quietMs,
  staggerMs,
  waitsForNetwork,
  type PowerEvent,
} from './power-state.ts'

const program = serverSchema.parse({ name: 'program', command: 'x' })
const remote = serverSchema.parse({ name: 'remote', url: 'https://example.com/mcp' })

test.each([
  [{ command: 'x' }, false],
  [{ url: 'https://example.com/mcp' }, true],
  [{ url: 'http://192.168.1.7/mcp' }, true],
  [{ url: 'http://127.0.0.1:8080/mcp' }, false],
  [{ url: 'http://127.1.2.3/mcp' }, false],
  [{ url: 'http://localhost:1/mcp' }, false],
  [{ url: 'http://[::1]:1/mcp' }, false],
  [{ url: 'http://localhost.example.com/mcp' }, true],
])('%j needs a network: %s', (entry, needs) => {
  expect(needsNetwork(serverSchema.parse({ name: 'a', ...entry }))).toBe(needs)
})

test('a sleep: no pings while it lasts, and failures count again only some time after it', () => {
  const asleep = next(initialPower, 'suspend', 1_000)
  const awake = next(asleep, 'resume', 2_000)
  expect([checksHealth(asleep, program), countsFailures(asleep, program, 1_500)]).toEqual([false, false])
  expect([checksHealth(awake, program), countsFailures(awake, program, 2_000 + quietMs - 1)]).toEqual([true, false])
  expect(countsFailures(awake, program, 2_000 + quietMs)).toBe(true)
})

test('without a network, remote servers wait; programs go on', () => {
  const offline = next(initialPower, 'offline', 1_000)
  const of = (server: typeof program) => [
    waitsForNetwork(offline, server),
    checksHealth(offline, server),
    countsFailures(offline, server, 5_000),
  ]
  expect({ remote: of(remote), program: of(program) }).toEqual({
    remote: [true, false, false],
    program: [false, true, true],
  })
})

test('an event that tells nothing new changes nothing, and nothing is suspended or offline for ever', () => {
  const events = fc.array(fc.constantFrom<PowerEvent>('suspend', 'resume', 'online', 'offline'))
  fc.assert(
    fc.property(events, fc.constantFrom<PowerEvent>('suspend', 'resume', 'online', 'offline'), (before, event) => {
      const state = before.reduce((power, each, i) => next(power, each, i), initialPower)
      const once = next(state, event, 100)
      expect(next(once, event, 200)).toBe(once)
      const well = next(next(once, 'resume', 300), 'online', 300)
      expect([checksHealth(well, remote), countsFailures(well, remote, 300 + quietMs)]).toEqual([true, true])
    }),
  )
})

test('a wave is spread, and over within some seconds however many servers there are', () => {
  const delays = Array.from({ length: 200 }, (_, order) => staggerMs(order, 0.5))
  expect(Math.max(...delays)).toBeLessThanOrEqual(5_100)
  const busiest = Math.max(...delays.map(delay => delays.filter(other => Math.abs(other - delay) < 100).length))
  expect(busiest).toBeLessThanOrEqual(4)
})
