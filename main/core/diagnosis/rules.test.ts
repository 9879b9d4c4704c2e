import { expect, test } from 'vitest'
import { categories } from '#shared/categories'
import { explain } from './explain.ts'
import { localMessages } from './testing/messages-local.ts'
import { moreMessages } from './testing/messages-more.ts'
import { packageMessages } from './testing/messages-packages.ts'
import { remoteMessages } from './testing/messages-remote.ts'

const messages = [...packageMessages, ...localMessages, ...remoteMessages, ...moreMessages]

test.each(messages.map(([category, text, more]) => ({ category, text, more })))(
  '$category: $text',
  ({ category, text, more }) => {
    expect(explain({ text, ...more }).category).toBe(category)
  },
)

test('every category has at least two messages', () => {
  const counts = new Map<string, number>()
  for (const [category] of messages) counts.set(category, (counts.get(category) ?? 0) + 1)
  expect(Object.keys(categories).filter(category => (counts.get(category) ?? 0) < 2)).toEqual([])
})
