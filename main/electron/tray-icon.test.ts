import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawBadge, iconParts } from './tray-icon.ts'
import { trayStates } from './tray-state.ts'

const pixels = (width: number, rows: number[][]) => ({
  width,
  height: rows.length,
  data: Uint8Array.from(rows.flat().flatMap(value => (value < 0 ? [0, 0, 0, 0] : [value, value, value, 255]))),
})

test('the badge covers the upper right corner and leaves the rest', () => {
  const base = pixels(3, [
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 1],
  ])
  const badge = pixels(2, [
    [9, 9],
    [-1, 9],
  ])
  expect(drawBadge(base, badge)).toEqual(
    pixels(3, [
      [1, 9, 9],
      [1, 1, 9],
      [1, 1, 1],
    ]),
  )
})

test('a half-transparent pixel lets half of the glyph through', () => {
  const base = { width: 1, height: 1, data: Uint8Array.of(200, 0, 0, 255) }
  const badge = { width: 1, height: 1, data: Uint8Array.of(0, 128, 0, 128) }
  expect([...drawBadge(base, badge).data]).toEqual([100, 128, 0, 255])
})

test('every state and every count has its file at every size', () => {
  const assets = join(import.meta.dirname, '../../assets/tray')
  const missing = []
  for (const state of trayStates) {
    for (const attention of [0, 1, 9, 10, 1_000]) {
      for (const [size, template] of [
        [16, false],
        [22, false],
        [24, false],
        [32, false],
        [44, false],
        [22, true],
        [44, true],
      ] as const) {
        const { glyph, badge } = iconParts({ state, attention, summary: '' }, size, template)
        for (const file of badge === null ? [glyph] : [glyph, badge]) {
          if (!existsSync(join(assets, file))) missing.push(file)
        }
      }
    }
  }
  expect(missing).toEqual([])
})
