import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { isCategory } from '#shared/categories'
import { explain } from './explain.ts'
import { labelledCase, score } from './testing/score.ts'

const file = new URL('../../../bench/diagnosis/failures-dev.jsonl', import.meta.url)
const cases = (await readFile(file, 'utf8'))
  .trim()
  .split('\n')
  .map(line => labelledCase.parse(JSON.parse(line)))

test('the real failures that others reported are named as well as recorded in docs/diagnosis.md, or better', () => {
  const { decidable, text, maskedConfident, misses } = score(cases, ({ stderr_or_error, exit_code, ...more }) =>
    explain({ ...more, text: stderr_or_error, exitCode: exit_code }),
  )
  const missed = misses.map(({ id, expected, answer }) => `${id}: ${expected}, not ${answer.category}`).join('; ')
  expect(decidable, missed).toBeGreaterThanOrEqual(0.98)
  expect(text, missed).toBeGreaterThanOrEqual(0.98)
  expect(maskedConfident, missed).toBe(0)
})

test('the labels are categories', () => {
  expect(cases.filter(({ true_cause }) => !isCategory(true_cause))).toEqual([])
})
