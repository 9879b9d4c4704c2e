import { expect, test } from 'vitest'
import type { FailureView, ServerView } from '#shared/ipc/contract'
import { freshResultOf } from './fresh-result.ts'
import { sampleServer } from './sample.ts'

const failure = (at: number): FailureView => ({
  summary: '“uvx” was not found',
  category: 'command_not_found',
  confidence: 1,
  phase: 'preflight',
  at,
  exit: null,
  stderrTail: [],
  recommendation: null,
})

test.each<[string, Partial<ServerView>, ReturnType<typeof freshResultOf>]>([
  ['an old failure is not the answer yet', { status: 'auto-disabled', lastError: failure(99) }, { kind: 'connecting' }],
  ['an attempt is under way', { status: 'connecting', lastError: failure(99) }, { kind: 'connecting' }],
  ['a failure since then', { status: 'retrying', lastError: failure(100) }, failed('“uvx” was not found')],
  ['disabled again since then', { status: 'auto-disabled', lastError: failure(120) }, failed('“uvx” was not found')],
  [
    'ready since then',
    { status: 'ready', readySinceAt: 180, toolCount: 8 },
    { kind: 'ready', toolCount: 8, afterMs: 80 },
  ],
  ['still ready from before', { status: 'ready', readySinceAt: 50 }, null],
  ['switched off meanwhile', { status: 'disabled', lastError: failure(120) }, null],
])('of a server tried at 100: %s', (_name, change, expected) => {
  expect(freshResultOf(sampleServer('a', change), 100)).toEqual(expected)
})

function failed(summary: string): ReturnType<typeof freshResultOf> {
  return { kind: 'failed', summary }
}
