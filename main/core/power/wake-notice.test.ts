import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Emitter } from '#shared/emitter'
import { Alerts } from '../app/alerts.ts'
import type { PowerEvent } from './power-state.ts'
import { WakeNotice } from './wake-notice.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const power = new Emitter<PowerEvent>()
  const servers = new Emitter<void>()
  const alerts = new Alerts()
  let missing: string[] = ['always red']
  const views = () => [
    { name: 'well', status: 'ready' as const },
    ...missing.map(name => ({ name, status: 'retrying' as const })),
  ]
  const notice = new WakeNotice({ power: { onChange: power.on }, servers: { onChange: servers.on, views }, alerts })
  const set = (names: string[]) => {
    missing = names
    servers.emit()
  }
  const told = () => alerts.list().map(({ message }) => message)
  return { power, set, told, notice }
}

test('a sleep that all servers get over is not worth a word', () => {
  const { power, set, told } = setUp()
  power.emit('suspend')
  power.emit('resume')
  set(['always red', 'a', 'b'])
  set(['always red'])
  vi.advanceTimersByTime(120_000)
  expect({ told: told(), timers: vi.getTimerCount() }).toEqual({ told: [], timers: 0 })
})

test('after sleep and lost network there is one word, about those the sleep has cost, until they are back', () => {
  const { power, set, told, notice } = setUp()
  for (const event of ['suspend', 'resume', 'offline'] as const) power.emit(event)
  set(['always red', 'a', 'b'])
  vi.advanceTimersByTime(30_000)
  power.emit('online')
  vi.advanceTimersByTime(59_000)
  const early = told()
  vi.advanceTimersByTime(2_000)
  const first = told()
  set(['always red', 'b'])
  const then = told()
  set(['always red'])
  notice[Symbol.dispose]()
  expect({ early, first, then, last: told(), timers: vi.getTimerCount() }).toEqual({
    early: [],
    first: ['Since the computer woke up or came back online, not connected again: a, b.'],
    then: ['Since the computer woke up or came back online, not connected again: b.'],
    last: [],
    timers: 0,
  })
})
