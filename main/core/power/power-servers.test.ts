import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AttemptView, ServerView, Snapshot } from '#shared/ipc/contract'
import { createCore, type Core } from '../core.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../../e2e/fixtures/${name}`, import.meta.url))
let folder: string
let core: Core | undefined
let remotes: ChildProcess[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-power-'))
  remotes = []
})
afterEach(async () => {
  await core?.stop()
  core = undefined
  for (const remote of remotes) await end(remote)
  await rm(folder, { recursive: true, force: true })
})

async function end(remote: ChildProcess): Promise<void> {
  if (remote.exitCode !== null || remote.signalCode !== null) return
  const exited = once(remote, 'exit')
  remote.kill('SIGKILL')
  await exited
}

async function startRemote(port = 0): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(process.execPath, [
    fixture('http-mcp-server.mjs'),
    ...(port === 0 ? [] : ['--port', String(port)]),
  ])
  remotes.push(child)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, port: Number(line.split(' ')[1]) }
}

async function start(servers: readonly object[]): Promise<Core> {
  const config = { listen: '127.0.0.1:0', mcpServers: servers }
  await writeFile(join(folder, 'mcp_config.json'), JSON.stringify(config))
  return (core = await createCore({ dataFolder: folder, version: '0.0.0' }))
}

/** An address that no rule takes for our own machine, and that leads there all the same. */
const far = (name: string, port: number) => ({ name, url: `http://0.0.0.0:${port}/mcp`, protocol: 'http' })
const program = (name: string) => ({ name, command: process.execPath, args: [fixture('mcp-server.mjs')] })

/** Resolves as soon as the server is as wanted. */
function until(running: Core, name: string, isSo: (view: ServerView) => boolean): Promise<ServerView> {
  return new Promise(resolve => {
    const look = ({ servers }: Pick<Snapshot, 'servers'>) => {
      const view = servers.find(server => server.name === name)
      if (view === undefined || !isSo(view)) return
      subscription[Symbol.dispose]()
      resolve(view)
    }
    const subscription = running.on('app:changed', look)
    void running.handlers['app:snapshot']().then(look)
  })
}
const ready = ({ status }: ServerView) => status === 'ready'
const attempts = (running: Core, name: string): Promise<AttemptView[]> =>
  running.handlers['server:attempts']({ name, limit: 100 })

test.runIf(process.platform === 'linux')(
  'without a network a remote server waits, uncounted, and is there as soon as the network is',
  async () => {
    const remote = await startRemote()
    const running = await start([far('remote', remote.port), program('local')])
    await Promise.all(['remote', 'local'].map(name => until(running, name, ready)))
    const { pid } = await until(running, 'local', ready)

    running.power.offline()
    await end(remote.child)
    const waiting = await until(running, 'remote', ({ lastError }) => lastError?.summary === 'Waiting for the network.')
    expect(waiting).toMatchObject({ status: 'retrying', retryCount: 0, nextAttemptAt: null, suspension: null })
    const tried = (await attempts(running, 'remote')).length
    await startRemote(remote.port)
    await running.handlers['server:restart']({ name: 'remote' }) // by hand it does not dial in vain either
    await until(running, 'remote', ({ lastError }) => lastError?.summary === 'Waiting for the network.')
    expect((await attempts(running, 'remote')).length).toBe(tried)

    running.power.online()
    expect(await until(running, 'remote', ready)).toMatchObject({ retryCount: 0, lastError: null })
    expect(await until(running, 'local', ready)).toMatchObject({ pid })
    expect((await running.handlers['app:snapshot']()).app.alerts).toEqual([])
  },
)

test.runIf(process.platform === 'linux')(
  'after a sleep each server is looked at once: the living stay, the gone come back, and nothing counts',
  async () => {
    const remote = await startRemote()
    const running = await start([far('remote', remote.port), program('local')])
    await Promise.all(['remote', 'local'].map(name => until(running, name, ready)))
    const before = await until(running, 'local', ready)

    running.power.suspend()
    await end(remote.child)
    await startRemote(remote.port) // has forgotten our session
    running.power.resume()
    const since = before.readySinceAt ?? 0
    const back = await until(running, 'remote', view => ready(view) && (view.readySinceAt ?? 0) > since)
    expect(back).toMatchObject({ retryCount: 0, suspension: null })
    expect(await until(running, 'local', ({ latencyMs }) => latencyMs !== null)).toMatchObject({ pid: before.pid })
    expect((await attempts(running, 'local')).length).toBe(1)
  },
)
