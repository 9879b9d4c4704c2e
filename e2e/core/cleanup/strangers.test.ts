import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fixtureServer } from '../support/fixtures.ts'
import { RunningCore } from '../support/running-core.ts'
import { descriptorsOf, guardianOf, isAlive, listProcesses, processesNaming } from './support/processes.ts'

const fixture = fileURLToPath(new URL('../../fixtures/mcp-server.mjs', import.meta.url))
const settings = { resource_cleanup: { process_kill_timeout_seconds: 1 } }

// The scope is a control group named like the desktop's. Where none can be made (no cgroup v2, or not writable),
// only the pure rule is tested: main/core/process/parsers.test.ts.
const hierarchy = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find(path => existsSync(join(path, 'cgroup.procs')))
const scope = join(hierarchy ?? tmpdir(), `app-browser-${process.pid}.scope`)
const canMakeScopes = hierarchy !== undefined && isMade(() => mkdirSync(scope))

describe.skipIf(process.platform !== 'linux')('what is not ours', () => {
  let folder: string
  const cores: RunningCore[] = []
  const strangers: ChildProcess[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mcpproxy-strangers-'))
  })
  afterEach(async () => {
    await Promise.all(cores.splice(0).map(core => core[Symbol.asyncDispose]()))
    for (const { pid } of strangers.splice(0)) if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL')
    for (const { pid } of processesNaming(folder)) process.kill(pid, 'SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  afterAll(async () => {
    if (canMakeScopes) await vi.waitFor(() => rmdir(scope))
  })

  const startCore = async (name: string, servers: readonly object[]) => {
    const own = join(folder, name)
    await mkdir(own, { recursive: true })
    const core = await RunningCore.start({ folder: own, settings, servers })
    cores.push(core)
    for (const { name: server } of servers as { name: string }[]) await core.control.untilStatus(server, 'ready')
    return core
  }
  const startStranger = async (...flags: string[]) => {
    const child = spawn(process.execPath, [fixture, ...flags], { stdio: ['pipe', 'ignore', 'ignore'] })
    strangers.push(child)
    await once(child, 'spawn')
    return child.pid ?? 0
  }
  const killCore = async (core: RunningCore, { guardian }: { guardian: 'lives' | 'dies' }) => {
    const shell = guardianOf(core.child.pid ?? 0).pid
    const exited = once(core.child, 'exit')
    if (guardian === 'dies') process.kill(shell, 'SIGKILL')
    core.child.kill('SIGKILL')
    await exited
    if (guardian === 'lives') await vi.waitFor(() => expect(isAlive(shell)).toBe(false), { timeout: 5_000 })
  }
  const pidOf = (core: RunningCore, name: string) => core.control.server(name).pid ?? 0

  test('[G5] a process with the same command line survives stop, guardian and sweep', async () => {
    const flags = ['--name', 'twin', '--ignore-stdin-end', '--ignore-sigterm']
    const twin = await startStranger(...flags)
    const servers = [fixtureServer('twin', ...flags.slice(2))]
    const first = await startCore('one', servers)
    const own = pidOf(first, 'twin')
    await first.control.call('server:restart', { name: 'twin' })
    await first.control.untilStatus('twin', 'ready')
    expect({ own: isAlive(own), twin: isAlive(twin) }).toEqual({ own: false, twin: true })
    const second = pidOf(first, 'twin')
    await killCore(first, { guardian: 'lives' })
    expect({ second: isAlive(second), twin: isAlive(twin) }).toEqual({ second: false, twin: true })
    const next = await startCore('one', servers)
    const third = pidOf(next, 'twin')
    await killCore(next, { guardian: 'dies' })
    expect({ third: isAlive(third), twin: isAlive(twin) }).toEqual({ third: true, twin: true })
    await startCore('one', [])
    await vi.waitFor(() => expect(isAlive(third)).toBe(false), { timeout: 5_000 })
    expect(isAlive(twin)).toBe(true)
  })

  test('[G5] a forged ledger line that names a live stranger is believed by nobody', async () => {
    const stranger = await startStranger('--name', 'stranger', '--ignore-stdin-end')
    const servers = [fixtureServer('server', '--ignore-stdin-end', '--ignore-sigterm')]
    const ledger = join(folder, 'one', 'run', 'ledger.jsonl')
    const forge = async (core: RunningCore) => {
      const own = pidOf(core, 'server')
      const lines = (await readFile(ledger, 'utf8')).split('\n').filter(Boolean)
      const genuine = lines.map(line => JSON.parse(line)).find(({ pid }) => pid === own)
      const intent = lines.map(line => JSON.parse(line)).find(({ kind }) => kind === 'intent')
      const forged = [
        { ...genuine, pid: stranger, pgid: stranger },
        { ...intent, attempt: 'forged', group: '/sys/fs/cgroup' },
        { ...genuine, attempt: 'forged', pid: 1, pgid: 1 },
        { ...intent, attempt: 'earlier', bootId: '00000000-0000-0000-0000-000000000000' },
        { ...genuine, attempt: 'earlier', pid: stranger, pgid: stranger, startTime: startTimeOf(stranger) },
      ]
      await appendFile(ledger, forged.map(line => `${JSON.stringify(line)}\n`).join('') + '{"kind":"process","att')
      return own
    }
    const first = await startCore('one', servers)
    const own = await forge(first)
    await killCore(first, { guardian: 'lives' })
    expect({ own: isAlive(own), stranger: isAlive(stranger) }).toEqual({ own: false, stranger: true })
    const second = await startCore('one', servers)
    const again = await forge(second)
    await killCore(second, { guardian: 'dies' })
    await startCore('one', [])
    await vi.waitFor(() => expect(isAlive(again)).toBe(false), { timeout: 5_000 })
    expect(isAlive(stranger)).toBe(true)
  })

  test('[G5] another instance’s servers are another’s, also when our ledger is a copy of its', async () => {
    const other = await startCore('other', [fixtureServer('shared', '--ignore-stdin-end')])
    const first = await startCore('one', [fixtureServer('shared', '--ignore-stdin-end', '--ignore-sigterm')])
    const own = pidOf(first, 'shared')
    await killCore(first, { guardian: 'lives' })
    expect(isAlive(own)).toBe(false)
    const copy = await readFile(join(folder, 'other', 'run', 'ledger.jsonl'), 'utf8')
    await writeFile(join(folder, 'one', 'run', 'ledger.jsonl'), copy)
    const next = await startCore('one', [fixtureServer('shared')])
    await next.stop()
    expect(other.control.server('shared')).toMatchObject({ status: 'ready' })
    expect(isAlive(pidOf(other, 'shared'))).toBe(true)
  })

  test.skipIf(!canMakeScopes)(
    '[G6] a browser in a scope of its own is listed and spared by stop and guardian',
    async () => {
      const beat = join(folder, 'browser')
      const core = await startCore('one', [
        fixtureServer('opener', '--daemon', beat, '--ignore-stdin-end'),
        fixtureServer('plain', '--ignore-stdin-end', '--ignore-sigterm'),
      ])
      const browser = await vi.waitFor(() => {
        const found = processesNaming(beat).find(({ command }) => command.includes('--beat-only'))
        expect(found).toBeDefined()
        return found?.pid ?? 0
      })
      await writeFile(join(scope, 'cgroup.procs'), String(browser))
      await core.control.call('server:restart', { name: 'opener' })
      expect(isAlive(browser)).toBe(true)
      const [record] = await core.control.call<object[]>('server:cleanups', { name: 'opener' })
      expect(record).toMatchObject({ outcome: 'graceful', opened: [browser] })
      expect((await core.cli('cleanup', 'opener')).stdout).toContain(`opened ${browser}`)
      const plain = pidOf(core, 'plain')
      await killCore(core, { guardian: 'lives' })
      expect({ plain: isAlive(plain), browser: isAlive(browser) }).toEqual({ plain: false, browser: true })
      await startCore('one', [])
      expect(isAlive(browser)).toBe(true)
      process.kill(browser, 'SIGKILL')
      await vi.waitFor(() => expect(isAlive(browser)).toBe(false))
    },
  )

  test('[G3] no server and no daemon of one can hold the guardian’s pipe or be taken for family by it', async () => {
    const core = await startCore('one', [
      fixtureServer('server', '--daemon', join(folder, 'beat'), '--ignore-stdin-end', '--ignore-sigterm'),
    ])
    const corePid = core.child.pid ?? 0
    const guardian = guardianOf(corePid)
    const pipes = new Set(descriptorsOf(corePid).filter(name => name.startsWith('socket:')))
    const holders = listProcesses().filter(
      ({ pid, command }) =>
        pid !== corePid && command.includes(folder) && descriptorsOf(pid).some(name => pipes.has(name)),
    )
    expect(holders).toEqual([])
    const environment = await readFile(`/proc/${guardian.pid}/environ`, 'utf8')
    expect(environment).not.toContain('MCPPROXY_')
    const resident = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${guardian.pid}/status`, 'utf8'))?.[1]
    expect(Number(resident)).toBeLessThan(4_096)
  })

  test('[G3] a guardian that somebody ended is replaced', async () => {
    const core = await startCore('one', [fixtureServer('server', '--ignore-stdin-end')])
    const first = guardianOf(core.child.pid ?? 0).pid
    process.kill(first, 'SIGKILL')
    await vi.waitFor(() => expect(guardianOf(core.child.pid ?? 0).pid).not.toBe(first), { timeout: 5_000 })
  })
})

const startTimeOf = (pid: number): string => listProcesses().find(listed => listed.pid === pid)?.startTime ?? ''

function isMade(make: () => void): boolean {
  try {
    make()
    return true
  } catch {
    return false
  }
}
