/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contrastOf, readColours } from './contrast.ts'

const colours = readColours(readFileSync(new URL('./tokens.css', import.meta.url), 'utf8'))
const grounds = ['sunken', 'canvas', 'surface', 'raised', 'hover', 'pressed', 'selected']
const tones = ['ok', 'busy', 'warn', 'bad', 'quiet']

/** WCAG AA: 4.5:1 for text, 3:1 for the outline of what can be operated and for focus. */
const pairs: readonly (readonly [string, string, number])[] = [
  ...grounds.flatMap(ground => [
    ['ink', ground, 4.5] as const,
    ['muted', ground, 4.5] as const,
    ['link', ground, 4.5] as const,
    ['focus', ground, 3] as const,
  ]),
  ...['sunken', 'canvas', 'surface', 'raised', 'hover', 'selected'].map(ground => ['faint', ground, 4.5] as const),
  ...['sunken', 'canvas', 'surface', 'raised', 'hover'].map(ground => ['control', ground, 3] as const),
  ...tones.flatMap(tone => [
    ...['sunken', 'canvas', 'surface', 'raised', 'hover', 'selected'].map(ground => [tone, ground, 4.5] as const),
    [tone, `${tone}-soft`, 4.5] as const,
    ['ink', `${tone}-soft`, 4.5] as const,
    ['muted', `${tone}-soft`, 4.5] as const,
  ]),
  ...['ink', 'muted', 'bad'].map(fore => [fore, 'chosen', 4.5] as const),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ['on-accent', 'bad-fill', 4.5],
  ['accent', 'canvas', 3],
]

describe('token colours', () => {
  test('black on white is 21:1', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5)
  })

  test('every pair that carries meaning is readable in light and dark', () => {
    const poor = pairs.flatMap(([fore, back, least]) =>
      (['light', 'dark'] as const).flatMap(theme => {
        const [one, other] = [colours.get(fore)?.[theme], colours.get(back)?.[theme]]
        if (!one || !other) return [`${fore} or ${back} is not a token`]
        const ratio = contrastOf(one, other)
        return ratio < least ? [`${fore} on ${back} (${theme}): ${ratio.toFixed(2)} < ${least}`] : []
      }),
    )
    expect(poor).toEqual([])
  })
})
