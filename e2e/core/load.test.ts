import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixtureServer } from './support/fixtures.ts'
import { RunningCore } from './support/running-core.ts'

let core: RunningCore
beforeAll(async () => {
  core = await RunningCore.start({ servers: [fixtureServer('a'), fixtureServer('b'), fixtureServer('doomed')] })
  await core.control.until('all ready', ({ servers }) => servers.every(server => server.status === 'ready'))
})
afterAll(() => core?.[Symbol.asyncDispose]())

const bytes = 12 * 1024 * 1024
const firstText = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text

/** One client's mix; every answer must be the answer to its own question. */
async function runMix(
  client: Client,
  label: string,
): Promise<{ progress: number; cancelled: number; answered: number }> {
  const count = { progress: 0, cancelled: 0, answered: 0 }
  const echo = async (server: string, i: number) => {
    const text = `${label}-${server}-${i}`
    expect(firstText(await client.callTool({ name: `${server}__echo`, arguments: { text } }))).toBe(text)
    count.answered++
  }
  const withProgress = async (i: number) => {
    const seen: number[] = []
    const result = await client.callTool({ name: 'a__sleep', arguments: { ms: 300, steps: 3 } }, undefined, {
      onprogress: ({ progress }) => void seen.push(progress),
    })
    expect(firstText(result)).toBe('slept 300')
    expect(seen, `progress of ${label} ${i}`).toEqual([1, 2, 3])
    count.progress += seen.length
    count.answered++
  }
  const cancelled = async () => {
    const abort = new AbortController()
    const call = client.callTool({ name: 'b__sleep', arguments: { ms: 60_000 } }, undefined, { signal: abort.signal })
    abort.abort('enough')
    await expect(call).rejects.toThrow()
    count.cancelled++
  }
  const big = async () => {
    const text = firstText(await client.callTool({ name: 'b__big', arguments: { bytes } }))
    expect(text?.length).toBe(bytes)
    count.answered++
  }
  const failing = async (i: number) => {
    const message = `${label}-${i}`
    await expect(client.callTool({ name: 'a__fail', arguments: { message } })).rejects.toMatchObject({
      code: -32050,
      message: expect.stringContaining(message),
      data: { own: 'data' },
    })
    count.answered++
  }
  await Promise.all([
    ...Array.from({ length: 32 }, (_, i) => echo(i % 2 ? 'a' : 'b', i)),
    ...Array.from({ length: 12 }, (_, i) => withProgress(i)),
    ...Array.from({ length: 8 }, cancelled),
    ...Array.from({ length: 2 }, big),
    ...Array.from({ length: 10 }, (_, i) => failing(i)),
  ])
  return count
}

test('two clients with equal ids and 64 calls in flight each: nothing is lost and nothing crosses', async () => {
  const [one, two] = [await core.client(), await core.client()]
  const doomedCall = one.callTool({ name: 'doomed__crash', arguments: {} }).catch((error: unknown) => error)
  const counts = await Promise.all([runMix(one, 'one'), runMix(two, 'two')])
  const expected = { progress: 36, cancelled: 8, answered: 56 }
  expect(counts).toEqual([expected, expected])
  expect(await doomedCall).toMatchObject({ code: -32000 })
  await core.control.untilStatus('doomed', 'ready')
})

test('the core says the same afterwards: all ready, and every session of a client that left is over', async () => {
  const client = await core.client()
  const { tools } = await client.listTools()
  expect(tools.filter(tool => tool.name.endsWith('__echo')).map(tool => tool.name)).toEqual([
    'a__echo',
    'b__echo',
    'doomed__echo',
  ])
  expect(tools.every(tool => (tool as Record<string, unknown>)['x-unknown'] !== null)).toBe(true)
})
