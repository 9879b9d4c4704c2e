import { expect, test } from 'vitest'
import type { LogLine } from '#shared/ipc/contract'
import { appendLines, filterLines, joinPast } from './log-lines.ts'

const line = (at: number, text: string, level: LogLine['level'] = 'info'): LogLine => ({
  at,
  level,
  source: 'stderr',
  text,
})

test('live lines that the past already holds are not shown twice', () => {
  const past = [line(1, 'a'), line(2, 'b')]
  expect(joinPast(past, [line(1, 'a'), line(2, 'b'), line(2, 'c'), line(3, 'b')]).map(({ text }) => text)).toEqual([
    'a',
    'b',
    'c',
    'b',
  ])
})

test('the oldest lines go first, and numbers keep growing', () => {
  const lines = appendLines(appendLines([], [line(1, 'a'), line(2, 'b')], 2), [line(3, 'c')], 2)
  expect(lines.map(({ id, text }) => `${id}${text}`)).toEqual(['1b', '2c'])
})

test('a filter keeps lines at least as grave that contain the text', () => {
  const lines = appendLines([], [line(1, 'Boot'), line(2, 'boot failed', 'error'), line(3, 'slow', 'warn')])
  expect([
    filterLines(lines, 'warn', '').length,
    filterLines(lines, 'trace', 'BOOT').length,
    filterLines(lines, 'error', 'slow').length,
    filterLines(lines, 'trace', ' ') === lines,
  ]).toEqual([2, 2, 0, true])
})
