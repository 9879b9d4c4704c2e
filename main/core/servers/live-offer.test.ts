import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog } from '../log/log.ts'
import { LinkedTransport, wellBehaved, type Answers } from './linked-transport.ts'
import { LiveOffer } from './live-offer.ts'
import { Session } from './session.ts'

const never = new AbortController().signal
const LIMIT_MS = 30_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function connect(answers: Answers, capabilities = { tools: {}, prompts: {}, resources: {} }) {
  const link = new LinkedTransport((request, own) =>
    request.method === 'initialize' ? wellBehaved([], capabilities)(request, own) : answers(request, own),
  )
  const session = new Session('files', link)
  await link.open(never)
  await session.initialize({ name: 'mcpproxy', version: '0' }, never)
  const offer = new LiveOffer(session, silentLog, () => LIMIT_MS)
  const asked = () =>
    link.sent.flatMap(message => ('method' in message && 'id' in message ? [message.method] : [])).slice(1)
  return { link, session, offer, asked }
}

test('a failing list of prompts does not take the tools away', async () => {
  const { offer } = await connect(({ method }) => {
    if (method === 'prompts/list') return { error: { code: -32603, message: 'broken' } }
    return method === 'tools/list'
      ? { result: { tools: [{ name: 'a' }] } }
      : { result: { resources: [{ uri: 'x:1' }] } }
  })
  await offer.start(never)
  expect(offer.offer).toEqual({
    tools: [{ name: 'a' }],
    prompts: [],
    resources: [{ uri: 'x:1' }],
    resourceTemplates: [],
  })
})

test('a list of prompts that never comes holds the tools back for 2 s at most; a late one is told', async () => {
  let answerPrompts: (result: unknown) => void = () => {}
  const { offer } = await connect(async ({ method }) => {
    if (method === 'prompts/list') return { result: await new Promise(resolve => (answerPrompts = resolve)) }
    return wellBehaved(['a'])({ jsonrpc: '2.0', id: 1, method }, null as never)
  })
  const changes: unknown[] = []
  const started = offer.start(never)
  await vi.advanceTimersByTimeAsync(2_000)
  await started
  offer.onChange(kinds => changes.push(kinds))
  answerPrompts({ prompts: [{ name: 'late' }] })
  await vi.advanceTimersByTimeAsync(0)
  expect([changes, offer.offer.prompts, vi.getTimerCount()]).toEqual([[['prompts']], [{ name: 'late' }], 0])
})

test('a list of tools that never comes is a time-out, and one that is refused fails', async () => {
  const hung = await connect(() => undefined)
  const started = expect(hung.offer.start(never)).rejects.toMatchObject({
    code: 'TIMEOUT',
    details: { limitMs: LIMIT_MS },
  })
  await vi.advanceTimersByTimeAsync(LIMIT_MS)
  await started
  const refused = await connect(() => ({ error: { code: -32603, message: 'broken' } }))
  await expect(refused.offer.start(never)).rejects.toMatchObject({ code: -32603 })
})

test('a burst of changes is one listing of that list alone, and never two at once', async () => {
  let running = 0
  let most = 0
  const { link, offer, asked } = await connect(
    async ({ method }) => {
      most = Math.max(most, ++running)
      await new Promise(resolve => setTimeout(resolve, 20))
      running--
      return { result: { [method.split('/')[0]!]: [] } }
    },
    { tools: {} } as never,
  )
  const started = offer.start(never)
  await vi.advanceTimersByTimeAsync(20)
  await started
  await vi.advanceTimersByTimeAsync(5_000)
  for (let index = 0; index < 50; index++) link.notify('notifications/tools/list_changed')
  link.notify('notifications/prompts/list_changed') // not declared
  await vi.advanceTimersByTimeAsync(60)
  for (let index = 0; index < 50; index++) link.notify('notifications/tools/list_changed') // while listing
  await vi.advanceTimersByTimeAsync(5_000)
  expect([asked(), most]).toEqual([['tools/list', 'tools/list', 'tools/list'], 1])
})

test('a server that says "changed" whenever it is asked is asked ever less often', async () => {
  const { offer, asked } = await connect(
    (_, link) => {
      queueMicrotask(() => link.notify('notifications/tools/list_changed'))
      return { result: { tools: [] } }
    },
    { tools: {} } as never,
  )
  await offer.start(never)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked().length).toBeGreaterThan(5)
  expect(asked().length).toBeLessThan(20)
  offer[Symbol.dispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test('a listing that fails leaves the list as it was', async () => {
  let broken = false
  const { link, offer } = await connect(
    () => (broken ? { error: { code: -32603, message: 'broken' } } : { result: { tools: [{ name: 'a' }] } }),
    { tools: {} } as never,
  )
  await offer.start(never)
  broken = true
  link.notify('notifications/tools/list_changed')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(offer.offer.tools).toEqual([{ name: 'a' }])
})
