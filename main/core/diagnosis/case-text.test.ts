import { expect, test } from 'vitest'
import { cleanText, maxTextLength } from './case-text.ts'
import { explain } from './explain.ts'

const bundle = 'a=b;'.repeat(100_000)

test('a line that is longer than all that is read does not push out what is said around it', () => {
  const before = `Error: GITHUB_TOKEN environment variable is required\n${bundle}\n${'    at x\n'.repeat(50)}${bundle}`
  const between = `${bundle}\nError: GITHUB_TOKEN environment variable is required\n${bundle}`
  expect([before, between].map(text => explain({ text, exitCode: 1 }).category)).toEqual(['missing_env', 'missing_env'])
})

test('both ends of one long line are kept, as far as there is room', () => {
  const text = cleanText(`first ${'x'.repeat(1_000_000)} last`)
  expect([text.startsWith('first '), text.endsWith(' last'), text.length > maxTextLength / 2]).toEqual([
    true,
    true,
    true,
  ])
  expect(text.length).toBeLessThanOrEqual(maxTextLength)
})

test('many long lines leave the first and the last', () => {
  const text = cleanText(Array.from({ length: 100 }, (_, index) => `${index} ${bundle.slice(0, 10_000)}`).join('\n'))
  expect([text.startsWith('0 '), text.includes('\n99 '), text.length <= maxTextLength]).toEqual([true, true, true])
})

test('a text that fits is read as it is', () => {
  const text = `${'y'.repeat(maxTextLength - 10)}\nend`
  expect(cleanText(text)).toBe(text)
})
