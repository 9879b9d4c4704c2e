import { expect, test } from 'vitest'
import { placeWindow } from './window-bounds.ts'

const laptop = { x: 0, y: 0, width: 1_440, height: 900 }
const monitor = { x: 1_440, y: 0, width: 2_560, height: 1_440 }
const at = (x: number, y: number, width = 1_000, height = 700) => ({
  bounds: { x, y, width, height },
  maximized: false,
})

test.each([
  ['the first time', null, [laptop], { width: 1_280, height: 800 }],
  ['as it was', at(100, 50), [laptop], { width: 1_000, height: 700, x: 100, y: 50 }],
  ['on the second screen', at(2_000, 50), [laptop, monitor], { width: 1_000, height: 700, x: 2_000, y: 50 }],
  ['the second screen is gone', at(2_000, 50), [laptop], { width: 1_000, height: 700 }],
  ['its title bar was above the screen', at(100, -80), [laptop], { width: 1_000, height: 700 }],
  ['only a sliver was visible', at(1_430, 50), [laptop], { width: 1_000, height: 700 }],
  ['it was larger than the screen', at(0, 0, 5_000, 4_000), [laptop], { width: 1_440, height: 900, x: 0, y: 0 }],
  ['it was made of nothing', at(10, 10, 200, 1), [laptop], { width: 640, height: 480, x: 10, y: 10 }],
  ['without any screen', at(10, 10), [], { width: 1_000, height: 700 }],
])('%s', (_title, last, areas, expected) => {
  expect(placeWindow(last, areas)).toEqual(expected)
})
