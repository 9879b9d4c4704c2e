import { expect, test } from 'vitest'
import { rowAfterKey } from './table-keys.ts'

test.each([
  ['j', 0, 1],
  ['ArrowDown', 9, 9],
  ['k', 0, 0],
  ['ArrowUp', 5, 4],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['PageDown', 0, 3],
  ['PageUp', 9, 6],
  ['x', 5, null],
])('%s from row %d leads to %s', (key, from, to) => {
  expect(rowAfterKey(key, from, 10, 4)).toBe(to)
})
