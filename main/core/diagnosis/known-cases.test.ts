import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { categories, isCategory } from '#shared/categories'
import { explain, explainLine } from './explain.ts'
import { labelledCase, score, secondAuthorCase, sureFrom } from './testing/score.ts'

const file = new URL('../../../bench/diagnosis/failures-dev.jsonl', import.meta.url)
const cases = (await readFile(file, 'utf8'))
  .trim()
  .split('\n')
  .map(line => labelledCase.parse(JSON.parse(line)))
const secondFile = new URL('../../../bench/diagnosis/second-author.jsonl', import.meta.url)
const secondLines = (await readFile(secondFile, 'utf8')).trim().split('\n')
const secondCases = secondLines.map(line => secondAuthorCase.parse(JSON.parse(line)))

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

test('what a second author wrote is named as well as recorded in docs/diagnosis.md, or better', () => {
  const answers = secondLines.map((line, index) => ({ labelled: secondCases[index], answer: explainLine(line, index) }))
  const wrong = answers.flatMap(({ labelled, answer }) => {
    if (labelled === undefined || 'error' in answer) return [answer.id]
    if (labelled.expected === 'unknown') return answer.confidence < sureFrom ? [] : [`${answer.id}: ${answer.category}`]
    const right = [labelled.expected, ...labelled.acceptable]
    return right.includes(answer.category) ? [] : [`${answer.id}: ${answer.category}`]
  })
  expect(wrong.length, wrong.join('; ')).toBeLessThanOrEqual(1)
})

test('the second author wrote at least three cases for every category', () => {
  const counts = new Map<string, number>()
  for (const { expected } of secondCases) counts.set(expected, (counts.get(expected) ?? 0) + 1)
  expect(Object.keys(categories).filter(category => (counts.get(category) ?? 0) < 3)).toEqual([])
})
