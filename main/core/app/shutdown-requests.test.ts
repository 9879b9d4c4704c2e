import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideQuit, QuitRequests } from './shutdown-requests.ts'

test.each([
  [[], 0, 'start'],
  [[0], 100, 'ignore'],
  [[0, 100], 200, 'force'],
  [[0, 100], 9_000, 'force'],
  [[0, 9_000], 11_000, 'ignore'],
] as const)('after requests at %j one at %i means %s', (earlierAt, nowAt, decision) => {
  expect(decideQuit(earlierAt, nowAt)).toBe(decision)
})

test('however often somebody asks, the stop starts once, and only the third within ten seconds forces', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 15_000 }), { minLength: 1, maxLength: 20 }), gaps => {
      const requests = new QuitRequests()
      let nowAt = 1_000
      const asked = gaps.map(gap => (nowAt += gap))
      const decisions = asked.map(at => requests.ask(at))
      expect(decisions.filter(decision => decision === 'start')).toEqual(['start'])
      expect(decisions[0]).toBe('start')
      decisions.forEach((decision, i) => {
        if (i < 2) expect(decision).not.toBe('force')
        else expect(decision === 'force').toBe(asked[i]! - asked[i - 2]! <= 10_000)
      })
    }),
  )
})
