import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { maxLineLength } from './cut-line.ts'
import { openLogs, type OpenLogs } from './open-logs.ts'

let folder = ''
let logs: OpenLogs
let shown: string[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-log-'))
  shown = []
  logs = await openLogs({
    folder: join(folder, 'logs'),
    settings: { level: 'info', max_size_mb: 0.1, max_files: 2 },
    fileNameFor: server => encodeURIComponent(server),
    echo: line => void shown.push(line),
  })
})
afterEach(async () => {
  await logs[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const linesOf = async (name: string) => {
  await logs.flush()
  const text = await readFile(join(folder, 'logs', name), 'utf8')
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)
}

test('what we say and what a program prints go to the right files, structured', async () => {
  logs.main.info('started', { port: 8080 })
  logs.server('a/b').output('stderr', 'hello')
  logs.server('a/b').error('gone', { exit: { code: 1 } })
  expect({ main: await linesOf('main.log'), server: await linesOf('server-a%2Fb.log') }).toEqual({
    main: [{ level: 'info', time: expect.any(String), facts: { port: 8080 }, msg: 'started' }],
    server: [
      { level: 'info', time: expect.any(String), source: 'stderr', msg: 'hello' },
      { level: 'error', time: expect.any(String), facts: { exit: { code: 1 } }, msg: 'gone' },
    ],
  })
})

test('the level can change at run time, and holds for what we say only', async () => {
  logs.server('a').debug('unseen')
  logs.setLevel('debug')
  logs.server('a').debug('seen')
  logs.setLevel('error')
  logs.server('a').warn('unseen again')
  logs.server('a').output('stdout', 'printed')
  expect(logs.tail('a', 10).map(({ level, source, text }) => [level, source, text])).toEqual([
    ['debug', 'proxy', 'seen'],
    ['info', 'stdout', 'printed'],
  ])
})

test('the live tail tells each line once and keeps the last 5,000', () => {
  const told: string[] = []
  using _ = logs.onLine(({ server, line }) => void told.push(`${server} ${line.text}`))
  for (let number = 0; number < 5_100; number += 1) logs.server('a').output('stdout', `${number}`)
  expect({
    told: told.length,
    kept: logs.tail('a', 9_999).length,
    last: logs.tail('a', 2).map(({ text }) => text),
    other: logs.tail('b', 10),
  }).toEqual({ told: 5_100, kept: 5_000, last: ['5098', '5099'], other: [] })
})

test('the live tail is bounded in memory, and a long line is cut', () => {
  for (let number = 0; number < 300; number += 1) logs.server('a').output('stdout', 'x'.repeat(12_000_000 / 300))
  const kept = logs.tail('a', 9_999)
  expect(kept.length).toBeLessThan(60)
  expect(kept.at(-1)?.text).toHaveLength(maxLineLength + '… (40000 characters)'.length)
})

test('planted secrets reach neither file, tail, listeners nor echo', async () => {
  const told: string[] = []
  using _ = logs.onLine(({ line }) => void told.push(line.text))
  logs.addSecrets('config', ['planted-one', 'pläntéd "two"'])
  for (const log of [logs.main, logs.server('a')]) {
    for (const level of ['info', 'warn', 'error'] as const) {
      log[level]('say planted-one', { deep: [{ value: 'pläntéd "two"' }], error: new Error('planted-one') })
    }
  }
  logs.server('a').output('stderr', `${'x'.repeat(maxLineLength + 1_019)}planted-one`)
  logs.server('a').output('stderr', 'pläntéd "two"')
  await logs.flush()
  const files = await Promise.all(
    (await readdir(join(folder, 'logs'))).map(name => readFile(join(folder, 'logs', name), 'utf8')),
  )
  const all = [...files, ...told, ...shown, ...logs.tail('a', 100).map(({ text }) => text)].join('\n')
  expect(all).not.toMatch(/plant|pl\\?änt/)
  expect(all).toContain('[redacted]')
})

test('secrets are replaced per key', () => {
  logs.addSecrets('a', ['secret-of-a'])
  logs.addSecrets('b', ['secret-of-b'])
  logs.addSecrets('a', ['newer-of-a'])
  expect(logs.redact('secret-of-a newer-of-a secret-of-b')).toBe('secret-of-a [redacted] [redacted]')
  logs.addSecrets('b', [])
  expect(logs.redact('secret-of-b')).toBe('secret-of-b')
})

test('repeated warnings are folded, told apart, and summed up', () => {
  vi.useFakeTimers()
  try {
    for (let round = 0; round < 5; round += 1) {
      logs.server('a').warn('reset', { by: 'peer' })
      logs.server('a').warn('sign-in needed')
      vi.advanceTimersByTime(1_000)
    }
    vi.advanceTimersByTime(120_000)
    expect(logs.tail('a', 10).map(({ text }) => text)).toEqual([
      'reset',
      'sign-in needed',
      'last message repeated 4 times: reset',
      'last message repeated 4 times: sign-in needed',
    ])
  } finally {
    vi.useRealTimers()
  }
})

test('logs rotate by the configured size and number', async () => {
  for (let number = 0; number < 4_000; number += 1) logs.main.info(`line ${number} ${'x'.repeat(50)}`)
  await logs.flush()
  expect((await readdir(join(folder, 'logs'))).sort()).toEqual(['main.log', 'main.log.1'])
})

test('a forgotten server starts anew, and its file stays', async () => {
  logs.server('a').info('before')
  await logs.forget('a')
  expect(logs.tail('a', 10)).toEqual([])
  logs.server('a').info('after')
  expect((await linesOf('server-a.log')).map(line => line.msg)).toEqual(['before', 'after'])
})

test('logging is cheap: 10,000 lines in well under a second', () => {
  logs.addSecrets(
    'many',
    Array.from({ length: 300 }, (_, index) => `secret-value-${index}`),
  )
  const startedAt = performance.now()
  for (let number = 0; number < 10_000; number += 1)
    logs.server('a').output('stderr', `an ordinary line, number ${number}`)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
