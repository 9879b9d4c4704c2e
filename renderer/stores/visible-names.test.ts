import { expect, test } from 'vitest'
import { applySnapshot, emptyMirror } from './mirror.ts'
import { sampleApp, sampleServer } from './sample.ts'
import { keepIfEqual, noFilter, visibleNames } from './visible-names.ts'

const failure = {
  summary: 'uvx was not found in PATH',
  category: 'command_not_found',
  confidence: 1,
  phase: null,
  at: 0,
  exit: null,
  stderrTail: [],
  recommendation: null,
}
const mirror = applySnapshot(emptyMirror, {
  revision: 1,
  app: sampleApp(),
  servers: [
    sampleServer('beta10', { toolCount: 4 }),
    sampleServer('beta9', { status: 'retrying', lastError: failure, target: 'uvx mcp-fetch' }),
    sampleServer('Alpha', { status: 'disabled', desired: 'disabled', toolCount: 9 }),
    sampleServer('gamma', { status: 'auto-disabled', target: 'docker run gamma' }),
  ],
})

test.each([
  [{}, ['beta10', 'beta9', 'Alpha', 'gamma']],
  [{ sort: 'name' }, ['Alpha', 'beta9', 'beta10', 'gamma']],
  [{ sort: 'status' }, ['gamma', 'beta9', 'beta10', 'Alpha']],
  [{ sort: 'tools' }, ['Alpha', 'beta10', 'beta9', 'gamma']],
  [{ group: 'attention' }, ['beta9', 'gamma']],
  [{ group: 'ready' }, ['beta10']],
  [{ group: 'off' }, ['Alpha']],
  [{ text: 'PATH uvx' }, ['beta9']],
  [{ text: 'auto-disabled' }, ['gamma']],
  [{ text: '  ' }, ['beta10', 'beta9', 'Alpha', 'gamma']],
  [{ text: 'uvx docker' }, []],
] as const)('filter %o shows %o', (filter, names) => {
  expect(visibleNames(mirror, { ...noFilter, ...filter })).toEqual(names)
})

test('an equal list is the same list', () => {
  const names = ['a', 'b']
  expect([keepIfEqual(names, ['a', 'b']) === names, keepIfEqual(names, ['b', 'a'])]).toEqual([true, ['b', 'a']])
})
