import { expect, test } from 'vitest'
import type { ServerView } from '#shared/ipc/contract'
import { announcementOf } from './announcement.ts'
import { applySnapshot, emptyMirror } from './mirror.ts'
import { sampleApp, sampleServer } from './sample.ts'

const mirrorOf = (...servers: ServerView[]) => applySnapshot(emptyMirror, { revision: 1, app: sampleApp(), servers })
const ready = sampleServer('a')
const retrying = sampleServer('a', { status: 'retrying', retryCount: 1 })
const connectingAgain = sampleServer('a', { status: 'connecting', retryCount: 1 })

test.each([
  ['a server that breaks', mirrorOf(ready), mirrorOf(retrying), 'a: Retrying'],
  ['a retry on its way', mirrorOf(retrying), mirrorOf(connectingAgain), null],
  ['a retry that fails again', mirrorOf(connectingAgain), mirrorOf(retrying), null],
  ['a cure', mirrorOf(connectingAgain), mirrorOf(ready), 'a is ready again'],
  ['the first news', emptyMirror, mirrorOf(retrying), null],
  [
    'several at once',
    mirrorOf(ready, sampleServer('b')),
    mirrorOf(retrying, sampleServer('b', { status: 'needs-sign-in' })),
    '2 servers now need attention',
  ],
])('%s is announced as told', (_, before, after, text) => {
  expect(announcementOf(before, after)).toBe(text)
})
