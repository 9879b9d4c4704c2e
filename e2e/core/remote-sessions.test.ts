import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { RunningCore } from './support/running-core.ts'
import { within } from './support/within.ts'

const fixture = fileURLToPath(new URL('../fixtures/http-mcp-server.mjs', import.meta.url))
const children: ChildProcess[] = []
let core: RunningCore | undefined

afterEach(async () => {
  await core?.[Symbol.asyncDispose]()
  core = undefined
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

async function startRemote(...flags: string[]): Promise<string> {
  const child = spawn(process.execPath, [fixture, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = (await within(10_000, 'the remote server', once(child.stdout, 'data'))) as [Buffer]
  return `http://127.0.0.1:${/listening (\d+)/.exec(String(line))?.[1]}/mcp`
}

const textOf = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text

test('a server that forgets its session is initialized anew and asked again; the client notices nothing', async () => {
  const url = await startRemote('--forget-after', '6', '--no-listen')
  core = await RunningCore.start({ servers: [{ name: 'forgetful', url, protocol: 'http' }] })
  await core.control.untilStatus('forgetful', 'ready')
  const client = await core.client()
  for (let i = 0; i < 8; i++) {
    const result = await client.callTool({ name: 'forgetful__echo', arguments: { text: `call ${i}` } })
    expect(textOf(result)).toBe(`call ${i}`)
  }
})

test('a call whose stream is cut fails at once instead of waiting for ever, and the next one works', async () => {
  const url = await startRemote('--cut')
  core = await RunningCore.start({ servers: [{ name: 'cutter', url, protocol: 'http' }] })
  await core.control.untilStatus('cutter', 'ready')
  const client = await core.client()
  const startedAt = performance.now()
  await expect(client.callTool({ name: 'cutter__echo', arguments: { text: 'x' } })).rejects.toMatchObject({
    code: -32000,
  })
  expect(performance.now() - startedAt).toBeLessThan(5_000)
  expect((await client.listTools()).tools.length).toBeGreaterThan(0)
})

test('a server that wants a sign-in is shown as such and tried again only after minutes', async () => {
  const url = await startRemote('--token', 'right')
  core = await RunningCore.start({ servers: [{ name: 'private', url, protocol: 'http' }] })
  const view = await core.control.untilStatus('private', 'needs-sign-in')
  expect(view.lastError).toMatchObject({ category: 'auth_required' })
  expect((view.nextAttemptAt ?? 0) - Date.now()).toBeGreaterThan(60_000)
  await core.writeConfig({
    mcpServers: [{ name: 'private', url, protocol: 'http', headers: { Authorization: 'Bearer right' } }],
  })
  await core.control.untilStatus('private', 'ready')
})
