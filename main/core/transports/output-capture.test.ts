import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OutputCapture } from './output-capture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const capture = () => {
  const lines: string[] = []
  const output = new OutputCapture(
    text => text.replaceAll('hunter2', '[redacted]'),
    line => lines.push(line),
  )
  return { output, lines }
}

test('each line is passed on without secrets and colours, and a progress bar as it stands last', () => {
  const { output, lines } = capture()
  output.push(Buffer.from('\u001B[31mpassword hun'))
  output.push(Buffer.from('ter2\u001B[0m\r\n\n10 %\r55 %\r100 %\nä'.slice(0)))
  output.end()
  expect(lines).toEqual(['password [redacted]', '100 %', 'ä'])
  expect(output.tail()).toEqual(['password [redacted]', '100 %', 'ä'])
})

test('a flood is counted and not passed on, and its last lines are known', () => {
  const { output, lines } = capture()
  for (let i = 0; i < 5_000; i++) output.push(Buffer.from(`line ${i}\n`))
  expect(lines).toHaveLength(200)
  vi.advanceTimersByTime(1_000)
  expect(lines.slice(200)).toEqual(['… 4800 lines left out: the program printed too fast'])
  expect(output.tail().at(-1)).toBe('line 4999')
  expect(Buffer.byteLength(output.tail().join('\n'))).toBeLessThanOrEqual(16 * 1024)
  output.push(Buffer.from('calm again\n'))
  expect(lines.at(-1)).toBe('calm again')
  expect(vi.getTimerCount()).toBe(0)
})

test('the tail never begins in the middle of a line', () => {
  const { output } = capture()
  for (let i = 0; i < 400; i++) output.push(Buffer.from(`password hunter2 ${'.'.repeat(50)}\n`))
  expect(new Set(output.tail())).toEqual(new Set([`password [redacted] ${'.'.repeat(50)}`]))
})

test('a line of any length is cut, and one without an end takes no memory', () => {
  const { output, lines } = capture()
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 100; i++) output.push(chunk)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024)
  output.end()
  expect(lines).toEqual([`${'x'.repeat(4_096)}…`])
})

test('100 MB of lines take no more than a moment', () => {
  const { output } = capture()
  const chunk = Buffer.from('flood flood flood\n'.repeat(3_640))
  const startedAt = performance.now()
  for (let sent = 0; sent < 100 * 1024 * 1024; sent += chunk.length) output.push(chunk)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})
