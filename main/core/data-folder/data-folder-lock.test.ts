import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireLock, readOwner } from './data-folder-lock.ts'
import { formatRecord } from './lock-record.ts'
import { ownIdentity } from './process-identity.ts'

let folder: string
const children: ChildProcess[] = []
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'mcpproxy-lock-'))))
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  await rm(folder, { recursive: true })
})

async function startRacer() {
  const child = spawn(process.execPath, [new URL('take-lock.fixture.ts', import.meta.url).pathname, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async (): Promise<string> => String((await lines.next()).value)
  expect(await read()).toBe('waiting')
  return { child, read, go: () => child.stdin.write('go\n') }
}

const plant = async (generation: number, content: string) => {
  await mkdir(join(folder, 'run'), { recursive: true })
  await writeFile(join(folder, 'run', `owner.${generation}.lock`), content)
}

test('one owner at a time: the second is told who it is, and may come after the first has left', async () => {
  const lock = await acquireLock(folder)
  expect(await readOwner(folder)).toEqual(await ownIdentity())
  await expect(acquireLock(folder)).rejects.toMatchObject({
    code: 'DATA_FOLDER_OWNED',
    details: { folder, pid: process.pid },
    message: expect.stringContaining(`process id ${process.pid}`) as string,
  })
  await lock[Symbol.asyncDispose]()
  expect(await readOwner(folder)).toBeNull()
  await (await acquireLock(folder))[Symbol.asyncDispose]()
  expect(await readdir(join(folder, 'run'))).toEqual(['owner.2.lock'])
})

test.each<[string, (own: { pid: number; startTime: string | null; bootId: string | null }) => string]>([
  ['of a process that is gone', own => formatRecord({ ...own, pid: 2 ** 22 + 1 })],
  ['whose process id now belongs to another process', own => formatRecord({ ...own, startTime: '1' })],
  ['of another boot', own => formatRecord({ ...own, bootId: 'another' })],
  ['that is empty', () => ''],
  ['that is torn', own => formatRecord(own).slice(0, 10)],
  ['that holds something else', () => '[]'],
  ['with an impossible process id', own => formatRecord({ ...own, pid: 0 })],
])('a lock %s is taken over', async (_what, content) => {
  await plant(7, content(await ownIdentity()))
  const lock = await acquireLock(folder)
  expect(await readdir(join(folder, 'run'))).toEqual(['owner.8.lock'])
  await lock[Symbol.asyncDispose]()
})

test('an owner killed without a word is followed at once, even while nobody has collected it', async () => {
  const racer = await startRacer()
  racer.go()
  expect(await racer.read()).toBe('won')
  await expect(acquireLock(folder)).rejects.toMatchObject({ details: { pid: racer.child.pid } })
  racer.child.kill('SIGKILL')
  await once(racer.child, 'exit')
  await (await acquireLock(folder))[Symbol.asyncDispose]()
})

test(
  'of eight that race for a free, a dead, a torn and a released lock exactly one wins, each time',
  { timeout: 60_000 },
  async () => {
    const own = await ownIdentity()
    const dead = formatRecord({ ...own, startTime: '1' })
    const rounds = [null, dead, '', formatRecord('released'), dead, dead]
    for (const content of rounds) {
      await rm(join(folder, 'run'), { recursive: true, force: true })
      if (content !== null) await plant(3, content)
      const racers = await Promise.all(Array.from({ length: 8 }, startRacer))
      for (const racer of racers) racer.go()
      const outcomes = await Promise.all(racers.map(({ read }) => read()))
      const winner = racers[outcomes.indexOf('won')]
      expect(outcomes.toSorted()).toEqual([...Array.from({ length: 7 }, () => `lost ${winner?.child.pid}`), 'won'])
      const left = once(winner?.child ?? process, 'exit')
      winner?.child.stdin?.end()
      expect(await left).toEqual([0, null])
      expect((await readdir(join(folder, 'run'))).length).toBe(1)
      for (const { child } of racers) if (child.exitCode === null) await once(child, 'exit')
    }
  },
)

test('takers of one process who come and go in any order never own it together', async () => {
  let owners = 0
  const worker = async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const lock = await acquireLock(folder).catch(() => null)
      if (lock === null) continue
      owners += 1
      expect(owners).toBe(1)
      await Promise.resolve()
      owners -= 1
      await lock[Symbol.asyncDispose]()
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  expect(owners).toBe(0)
})

test('a folder that cannot be used is named, with what to do', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  await expect(acquireLock(join(file, 'data'))).rejects.toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
    message: `The data folder ${join(file, 'data')} is not a folder: move the file that is in its place, or choose another folder with --data-dir.`,
  })
  expect(await readFile(file, 'utf8')).toBe('')
})
