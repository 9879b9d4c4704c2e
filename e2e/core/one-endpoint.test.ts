import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServerView, Snapshot } from '#shared/ipc/contract'
import { fixtureServer, freePort, publishedFile, publishedServer } from './support/fixtures.ts'
import { newFolder, RunningCore } from './support/running-core.ts'
import { within } from './support/within.ts'

let core: RunningCore
const remotes: ChildProcess[] = []

/** server-everything over HTTP or SSE, on a port of its own. */
async function startRemote(transport: 'streamableHttp' | 'sse'): Promise<number> {
  const port = await freePort()
  const child = spawn(process.execPath, [publishedFile('server-everything'), transport], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  remotes.push(child)
  if (child.stderr === null) throw new Error('No stderr')
  await within(15_000, `${transport} server`, once(child.stderr, 'data'))
  return port
}

beforeAll(async () => {
  const folder = await newFolder()
  const files = join(folder, 'files')
  await mkdir(files)
  await writeFile(join(files, 'hello.txt'), 'hello from a file')
  const [httpPort, ssePort] = [await startRemote('streamableHttp'), await startRemote('sse')]
  core = await RunningCore.start({
    folder,
    servers: [
      fixtureServer('hung', '--hang'),
      publishedServer('everything', 'server-everything', 'stdio'),
      { name: 'everything-http', url: `http://127.0.0.1:${httpPort}/mcp`, protocol: 'streamable-http' },
      { name: 'everything-sse', url: `http://127.0.0.1:${ssePort}/sse`, protocol: 'sse' },
      { name: 'everything-auto', url: `http://127.0.0.1:${ssePort}/sse` },
      publishedServer('filesystem', 'server-filesystem', files),
      { ...publishedServer('memory', 'server-memory'), env: { MEMORY_FILE_PATH: join(folder, 'memory.jsonl') } },
      { name: 'missing', command: 'no-such-command-anywhere' },
      fixtureServer('crasher', '--stderr', 'cannot start: no key', '--exit-code', '3'),
    ],
  })
})

afterAll(async () => {
  await core?.[Symbol.asyncDispose]()
  for (const child of remotes) child.kill('SIGKILL')
  await rm(core.folder, { recursive: true, force: true })
})

const healthy = ['everything', 'everything-http', 'everything-sse', 'everything-auto', 'filesystem', 'memory']
const textOf = (result: unknown) =>
  (result as { content: { text: string }[] }).content.map(part => part.text).join('\n')

test('tools of all healthy servers are listed and called while another one hangs', async () => {
  await Promise.all(healthy.map(name => core.control.untilStatus(name, 'ready')))
  const client = await core.client()
  const { tools } = await client.listTools()
  const servers = new Set(tools.map(tool => tool.name.split('__')[0]))
  expect(servers).toEqual(new Set(healthy))
  for (const name of ['everything', 'everything-http', 'everything-sse', 'everything-auto']) {
    const result = await client.callTool({ name: `${name}__echo`, arguments: { message: name } })
    expect(textOf(result)).toContain(name)
  }
  const read = await client.callTool({
    name: 'filesystem__read_text_file',
    arguments: { path: join(core.folder, 'files', 'hello.txt') },
  })
  expect(textOf(read)).toBe('hello from a file')
  expect(core.control.server('hung').status).toBe('connecting')
})

test('what cannot work says why', async () => {
  const find = async (name: string, isToldWhole: (server: ServerView) => boolean) => {
    const told = ({ servers }: Snapshot) => servers.some(server => server.name === name && isToldWhole(server))
    const { servers } = await core.control.until(`${name} to be told`, told)
    return servers.find(server => server.name === name)
  }
  // Trying again cannot bring a missing command: it is held back and looked for instead.
  const missing = await find('missing', ({ status, lastError }) => status === 'auto-disabled' && lastError !== null)
  const crasher = await find('crasher', ({ nextAttemptAt, lastError }) => nextAttemptAt !== null && lastError !== null)
  expect(missing?.lastError).toMatchObject({ category: 'command_not_found', phase: 'preflight' })
  expect(missing?.lastError?.summary).toContain('no-such-command-anywhere')
  expect(crasher?.lastError).toMatchObject({ exit: { code: 3, signal: null }, stderrTail: ['cannot start: no key'] })
  expect(crasher?.nextAttemptAt).toBeGreaterThan(0)
})

test('prompts, resources, templates and completions pass through', async () => {
  const client = await core.client()
  const { prompts } = await client.listPrompts()
  const simple = prompts.find(prompt => prompt.name.startsWith('everything__') && !prompt.arguments?.length)
  expect(simple).toBeDefined()
  const prompt = await client.getPrompt({ name: simple?.name ?? '' })
  expect(prompt.messages.length).toBeGreaterThan(0)
  const { resources } = await client.listResources()
  expect(resources.length).toBeGreaterThan(0)
  const read = await client.readResource({ uri: resources[0]?.uri ?? '' })
  expect(read.contents[0]?.uri).toBe(resources[0]?.uri)
  const { resourceTemplates } = await client.listResourceTemplates()
  expect(resourceTemplates.length).toBeGreaterThan(0)
})

test('one server alone is served under its own names', async () => {
  const client = await core.client('/servers/everything/mcp')
  const { tools } = await client.listTools()
  expect(tools.map(tool => tool.name)).toContain('echo')
  expect(textOf(await client.callTool({ name: 'echo', arguments: { message: 'alone' } }))).toContain('alone')
})
