import { expect, test } from 'vitest'
import { closeTier, closingLine, isGreen, noTotals, readPlaywright, sum } from './lib/totals.mjs'

const passed = (count: number) => ({ ...noTotals(), passed: count })

test('totals of all tiers add up to one closing line', () => {
  const skips = [{ name: 'keyring', reason: 'no keyring here' }]
  const totals = sum([passed(3), { ...passed(2), failed: 1, skips }, noTotals()])
  expect({ line: closingLine(totals), green: isGreen(totals) }).toEqual({
    line: '5 passed, 1 failed, 1 skipped',
    green: false,
  })
})

test.each([
  ['a runner that left no report crashed', 139, null, 'tier core crashed: its runner left no report (exit code 139)'],
  ['a red runner with green tests is not green', 1, passed(4), 'tier core: its runner ended with exit code 1'],
  ['a tier without a test is not green', 0, noTotals(), 'tier core ran no test'],
])('%s', (_, exitCode, report, problem) => {
  const totals = closeTier('core', exitCode, report)
  expect(totals.problems).toEqual([problem])
  expect(isGreen(sum([passed(1), totals]))).toBe(false)
})

test('a failed test explains the exit code of its runner and is counted once', () => {
  expect(closingLine(closeTier('core', 1, { ...passed(4), failed: 1 }))).toBe('4 passed, 1 failed, 0 skipped')
})

test('a problem without a test counts as a failure', () => {
  expect(closingLine({ ...passed(4), problems: ['left running: 7 node'] })).toBe('4 passed, 1 failed, 0 skipped')
})

test('no test at all is not green', () => {
  expect(isGreen(noTotals())).toBe(false)
})

test("Playwright's report is read with nested suites, reasons and repeats", () => {
  const run = (status: string, description?: string) => ({
    status,
    annotations: description ? [{ type: 'skip', description }] : [],
  })
  const totals = readPlaywright({
    suites: [
      {
        title: 'tray.spec.ts',
        specs: [{ title: 'shows', tests: [run('expected')] }],
        suites: [
          {
            title: 'menu',
            specs: [
              { title: 'opens', tests: [run('unexpected')] },
              { title: 'blinks', tests: [run('flaky')] },
              { title: 'speaks', tests: [run('skipped', 'no speaker')] },
            ],
          },
        ],
      },
    ],
    errors: [{ message: 'a worker died\nstack' }],
  })
  expect(totals).toEqual({
    passed: 1,
    failed: 2,
    skips: [{ name: 'tray.spec.ts › menu › speaks', reason: 'no speaker' }],
    problems: ['Playwright: a worker died'],
  })
})
