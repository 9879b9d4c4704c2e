import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSplitter } from './line-splitter.ts'

function collect(maxLineBytes = 1_000_000) {
  const lines: string[] = []
  let tooLong = 0
  const splitter = new LineSplitter(
    maxLineBytes,
    line => lines.push(line),
    () => tooLong++,
  )
  return { splitter, lines, tooLong: () => tooLong }
}

test('however the bytes are cut, the same lines come out', () => {
  const line = fc.string({ unit: 'grapheme' }).map(text => text.replace(/[\r\n]/g, '.'))
  fc.assert(
    fc.property(fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n'))), fc.array(fc.nat(60)), (written, cuts) => {
      const bytes = Buffer.from(written.map(pair => pair.join('')).join(''))
      const { splitter, lines } = collect()
      let at = 0
      for (const cut of cuts) splitter.push(bytes.subarray(at, (at += cut)))
      splitter.push(bytes.subarray(at))
      splitter.end()
      expect(lines).toEqual(written.map(([text]) => text).filter(Boolean))
    }),
  )
})

test('a line without its break counts when the stream ends', () => {
  const { splitter, lines } = collect()
  splitter.push(Buffer.from('a\nb'))
  expect(lines).toEqual(['a'])
  splitter.end()
  expect(lines).toEqual(['a', 'b'])
})

test('a line over the limit is told once and ends the reading', () => {
  const { splitter, lines, tooLong } = collect(4)
  splitter.push(Buffer.from('1234\n12345\nafter\n'))
  splitter.push(Buffer.from('more\n'))
  splitter.end()
  expect({ lines, tooLong: tooLong() }).toEqual({ lines: ['1234'], tooLong: 1 })
})

test('64 MB in small chunks cost linear time', () => {
  const { splitter, lines } = collect(1e9)
  const chunk = Buffer.alloc(8 * 1024, 'x')
  const startedAt = performance.now()
  for (let sent = 0; sent < 64 * 1024 * 1024; sent += chunk.length) splitter.push(chunk)
  splitter.push(Buffer.from('\n'))
  expect(lines[0]?.length).toBe(64 * 1024 * 1024)
  expect(performance.now() - startedAt).toBeLessThan(2_000) // joined at every chunk it takes minutes
})
