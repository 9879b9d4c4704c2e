import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from '#shared/sleep'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { baseEnvironment } from './base-environment.ts'
import { createProcessTable } from './create-process-table.ts'
import { spawnOwned, type OwnedChild, type SpawnSpec } from './spawn-owned.ts'
import { stopTree } from './stop-tree.ts'
import { stopTreeOnWindows } from './stop-tree-on-windows.ts'

const fixture = join(import.meta.dirname, '../../../e2e/fixtures/mcp-server.mjs')
const table = createProcessTable()
const silent = { onStdout() {}, onStderr() {}, onExit() {} }

const specFor = (args: readonly string[], more: Partial<SpawnSpec> = {}): SpawnSpec => {
  const marker = { run: 'test:run', server: 'fixture', attempt: randomUUID() }
  return {
    command: process.execPath,
    args: [fixture, ...args],
    env: baseEnvironment(process.env, {}, marker),
    cwd: tmpdir(),
    marker,
    ...more,
  }
}

describe.skipIf(process.platform !== 'linux')('stopping a real program', () => {
  let folder = ''
  let file = ''
  let child: OwnedChild | null = null
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stop-tree-'))
    file = join(folder, 'heartbeat')
  })
  afterEach(async () => {
    if (child !== null) await stopTree(child, table, { killTimeoutMs: 0, verify: true })
    child = null
    await rm(folder, { recursive: true })
  })
  const sizeOf = (path: string) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    )
  const start = async (args: readonly string[]) => {
    child = await spawnOwned(specFor(args), silent)
    await expect.poll(() => sizeOf(file), { timeout: 5_000 }).toBeGreaterThan(0)
    return child
  }
  const expectStill = async () => {
    const before = await sizeOf(file)
    await sleep(150) // three beats of the fixture
    expect(await sizeOf(file)).toBe(before)
  }

  test('one that leaves at the end of its input is gone in an instant', async () => {
    const own = await start(['--heartbeat', file])
    const record = await stopTree(own, table, { killTimeoutMs: 5_000, verify: true })
    expect(record).toEqual({ outcome: 'graceful', pids: [own.pid], durationMs: expect.any(Number) })
    expect(record.durationMs).toBeLessThan(1_000)
    await expectStill()
  })

  test('one that closes its input but stays leaves on SIGTERM', async () => {
    const own = await start(['--heartbeat', file, '--ignore-stdin-end'])
    expect(await stopTree(own, table, { killTimeoutMs: 400, verify: true })).toMatchObject({ outcome: 'graceful' })
    await expectStill()
  })

  test('one that ignores SIGTERM is killed', async () => {
    const own = await start(['--heartbeat', file, '--ignore-stdin-end', '--ignore-sigterm'])
    const record = await stopTree(own, table, { killTimeoutMs: 200, verify: true })
    expect(record).toMatchObject({ outcome: 'forced', pids: [own.pid] })
    expect(record.durationMs).toBeGreaterThanOrEqual(290) // half for the input, all for SIGTERM
    await expectStill()
  })

  test('a suspended one is woken, so that it can leave', async () => {
    const own = await start(['--heartbeat', file, '--ignore-sigterm'])
    process.kill(own.pid, 'SIGSTOP')
    expect(await stopTree(own, table, { killTimeoutMs: 500, verify: true })).toMatchObject({ outcome: 'graceful' })
    await expectStill()
  })

  test('a grandchild that ignores SIGTERM does not outlive its parent', async () => {
    const own = await start(['--grandchild', file])
    const record = await stopTree(own, table, { killTimeoutMs: 200, verify: true })
    expect(record).toMatchObject({ outcome: 'forced', pids: [own.pid, expect.any(Number)] })
    await expectStill()
  })

  test('a daemon in a session of its own is found by its marker', async () => {
    const own = await start(['--daemon', file])
    const record = await stopTree(own, table, { killTimeoutMs: 200, verify: true })
    expect(record).toMatchObject({ outcome: 'forced', pids: [own.pid, expect.any(Number)] })
    await expectStill()
  })

  test('what a program left behind is stopped after its own end', async () => {
    const own = await start(['--grandchild', file])
    const exit = new Promise(resolve => own.process.once('exit', resolve))
    process.kill(own.pid, 'SIGKILL')
    await exit
    expect(await stopTree(own, table, { killTimeoutMs: 100, verify: true })).toMatchObject({ outcome: 'forced' })
    await expectStill()
  })

  test('another server’s processes live on', async () => {
    const own = await start(['--heartbeat', file])
    const other = await spawnOwned(specFor([]), silent)
    await stopTree(other, table, { killTimeoutMs: 200, verify: true })
    const before = await sizeOf(file)
    await expect.poll(() => sizeOf(file)).toBeGreaterThan(before)
    expect(own.exit).toBeNull()
  })

  test('without verification the record says so', async () => {
    const own = await start(['--heartbeat', file, '--ignore-stdin-end', '--ignore-sigterm'])
    expect(await stopTree(own, table, { killTimeoutMs: 100, verify: false })).toMatchObject({ outcome: 'unverified' })
    await expectStill()
  })

  test('a table that cannot be read is admitted, and the program stopped all the same', async () => {
    const own = await start(['--heartbeat', file, '--ignore-stdin-end'])
    const blind = { ...table, snapshot: () => Promise.reject(new Error('no /proc')) }
    expect(await stopTree(own, blind, { killTimeoutMs: 200, verify: true })).toMatchObject({ outcome: 'unverified' })
    await expectStill()
  })

  test('what outlives SIGKILL is a leak, by pid', async () => {
    const own = await start(['--heartbeat', file, '--ignore-stdin-end'])
    const powerless = { ...table, signal: () => true }
    expect(await stopTree(own, powerless, { killTimeoutMs: 0, verify: true })).toMatchObject({
      outcome: 'leaked',
      pids: [own.pid],
    })
  })

  test('twenty at once share their looks at the process table', async () => {
    const children = await Promise.all(
      Array.from({ length: 20 }, () => spawnOwned(specFor(['--ignore-stdin-end']), silent)),
    )
    const records = await Promise.all(children.map(own => stopTree(own, table, { killTimeoutMs: 2_000, verify: true })))
    expect(records.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => 'graceful'))
  })
})

describe.skipIf(process.platform === 'win32')('a program that cannot be started', () => {
  test.each<[string, Partial<SpawnSpec>, string | null, string]>([
    ['a missing command', { command: 'no-such-command' }, 'ENOENT', 'The command no-such-command was not found.'],
    ['a missing folder', { cwd: '/no/such/folder' }, 'ENOENT', 'The working directory /no/such/folder does not exist.'],
    ['a file as folder', { cwd: fixture }, 'ENOTDIR', `The working directory ${fixture} is not a directory.`],
    ['no execute bit', { command: fixture }, 'EACCES', `${fixture} is not executable.`],
    [
      'too much to say',
      { command: 'env', args: ['x'.repeat(200_000)] },
      'E2BIG',
      'The arguments and environment of env are longer than the system allows.',
    ],
    [
      'a forbidden character',
      { args: ['a\0b'] },
      'ERR_INVALID_ARG_VALUE',
      `The command, an argument or a variable of ${process.execPath} holds a character that is not allowed.`,
    ],
  ])('says why: %s', async (_, change, code, message) => {
    await expect(spawnOwned(specFor([], change), silent)).rejects.toMatchObject({ name: 'SpawnError', code, message })
  })

  test('whose interpreter is missing is told from a missing command', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spawn-'))
    await writeFile(join(folder, 'script'), '#!/no/such/python\n', { mode: 0o755 })
    await expect(spawnOwned(specFor([], { command: join(folder, 'script') }), silent)).rejects.toMatchObject({
      code: 'ENOENT',
      message: `${folder}/script was found, but the interpreter named in its first line was not.`,
    })
    await rm(folder, { recursive: true })
  })
})

test('on Windows the listed tree is ended and each of it asked for afterwards', async () => {
  const living = new Set([10, 11])
  const entry = (pid: number, ppid: number) => ({ pid, ppid, pgid: pid, startTime: '1', state: 'R' })
  const fake = {
    snapshot: async () => [entry(10, 1), entry(11, 10), entry(12, 1)],
    signal: (pid: number, signal: string | number) => (signal === 'SIGKILL' ? living.delete(pid) : living.has(pid)),
  }
  const child = { pid: 10, marker: null, exit: null } as unknown as OwnedChild // no process: nothing else is read
  const ended: number[] = []
  const result = await stopTreeOnWindows(child, fake, { verify: true }, async pid => void ended.push(pid))
  expect({ result, ended, living: [...living] }).toEqual({
    result: { outcome: 'forced', pids: [10, 11] },
    ended: [10],
    living: [],
  })
})
