import { expect, test } from 'vitest'
import { LateLog } from './late-log.ts'
import { silentLog } from './log.ts'

test('what was said before the log was open comes first, and nothing comes twice', () => {
  const said: unknown[] = []
  const late = new LateLog()
  late.warn('early', { a: 1 })
  late.open({ ...silentLog, warn: (...line) => void said.push(line), info: (...line) => void said.push(line) })
  late.info('late')
  expect(said).toEqual([
    ['early', { a: 1 }],
    ['late', undefined],
  ])
})
