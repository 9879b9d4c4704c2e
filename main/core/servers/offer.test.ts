import { expect, test } from 'vitest'
import { silentLog, type Log } from '../log/log.ts'
import { LinkedTransport, type Answers } from './linked-transport.ts'
import { declaredKinds, listKind } from './offer.ts'
import { Session } from './session.ts'

const never = new AbortController().signal

async function list(answers: Answers, log: Log = silentLog) {
  const link = new LinkedTransport(answers)
  const session = new Session('files', link)
  await link.open(never)
  return listKind(session, 'tools', log, never)
}

test('all pages are read, and items keep fields we do not know', async () => {
  const pages: Record<string, unknown> = {
    first: { tools: [{ name: 'a', 'x-unknown': 1 }], nextCursor: 'second' },
    second: { tools: [{ name: 'b' }], nextCursor: '' },
    '': { tools: [{ name: 'c' }], nextCursor: null },
  }
  const tools = await list(({ params }) => ({ result: pages[(params?.cursor as string | undefined) ?? 'first'] }))
  expect(tools).toEqual([{ name: 'a', 'x-unknown': 1 }, { name: 'b' }, { name: 'c' }])
})

test('one odd item is left out with a line in the log, and the rest stays', async () => {
  const warnings: string[] = []
  const log = { ...silentLog, warn: (text: string) => void warnings.push(text) }
  const deep: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)
  const odd = [null, 'text', [], {}, { name: 7 }, { name: 'deep', inputSchema: deep }]
  const tools = await list(() => ({ result: { tools: [{ name: 'a' }, ...odd, { name: 'b' }] } }), log)
  expect([tools.map(tool => tool.name), warnings.length]).toEqual([['a', 'b'], odd.length])
})

test('"method not found" is an empty list', async () => {
  expect(await list(() => ({ error: { code: -32601, message: 'no' } }))).toEqual([])
})

test.each<[string, Answers]>([
  ['gave the same cursor twice', () => ({ result: { tools: [], nextCursor: 'again' } })],
  ['more than 1000 pages', ({ id }) => ({ result: { tools: [], nextCursor: `page-${id}` } })],
  [
    'more than 100000 items',
    ({ id }) => ({ result: { tools: Array.from({ length: 60_000 }, () => ({ name: 'a' })), nextCursor: String(id) } }),
  ],
  ['has no list "tools"', () => ({ result: { tools: 'none' } })],
  ['is not an object', () => ({ result: [] })],
])('a list that %s ends with an error that says so', async (what, answers) => {
  await expect(list(answers)).rejects.toMatchObject({ code: 'PROTOCOL', message: expect.stringContaining(what) })
})

test('only what the capabilities declare is listed', () => {
  expect(declaredKinds({ tools: {}, resources: { subscribe: true } })).toEqual([
    'tools',
    'resources',
    'resourceTemplates',
  ])
  expect(declaredKinds({ prompts: null, logging: {} })).toEqual([])
})
