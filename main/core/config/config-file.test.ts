import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Config } from '#shared/config'
import type { Subscribe } from '#shared/emitter'
import { sleep } from '#shared/sleep'
import { writeFileAtomic } from '../data-folder/write-file-atomic.ts'
import { silentLog } from '../log/log.ts'
import { ConfigFile, type ConfigFileOptions } from './config-file.ts'
import { ConfigStorage } from './config-storage.ts'

let folder: string
let path: string
let opened: ConfigFile[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-config-'))
  path = join(folder, 'mcp_config.json')
})
afterEach(async () => {
  for (const file of opened) await file[Symbol.asyncDispose]()
  opened = []
  await rm(folder, { recursive: true })
})

const times = { settleMs: 10, pollMs: 50 }
async function open(options: ConfigFileOptions = {}) {
  const file = await ConfigFile.open(path, silentLog, { ...times, ...options })
  opened.push(file)
  const changes: Config[] = []
  file.onChange(config => void changes.push(config))
  return { file, changes }
}
const next = <T>(subscribe: Subscribe<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('No event within 5 s')), 5_000)
    const subscription = subscribe(value => {
      clearTimeout(timer)
      subscription[Symbol.dispose]()
      resolve(value)
    })
  })
const names = (config: Config) => config.servers.map(({ name }) => name)
const server = (name: string) => `{"mcpServers": {"${name}": {"command": "x"}}}`
const backups = async () => (await readdir(join(folder, 'backups')).catch((): string[] => [])).toSorted()

test('a first start writes a minimal valid file for the user alone, beside its schema', async () => {
  const { file } = await open()
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ $schema: './mcp_config.schema.json', mcpServers: [] })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect({ current: file.current, problem: file.problem }).toMatchObject({
    problem: null,
    current: { servers: [], warnings: [] },
  })
  expect((await readdir(folder)).toSorted()).toEqual(['mcp_config.json', 'mcp_config.schema.json'])
})

test('a broken file at the first start is left alone: no servers, defaults, line and column', async () => {
  await writeFile(path, '{\n  "mcpServers": oops\n}')
  const { file } = await open()
  expect(file.problem).toEqual({ message: 'An unknown word: text must stand in double quotes.', line: 2, column: 17 })
  expect(file.current.servers).toEqual([])
  expect(await readFile(path, 'utf8')).toBe('{\n  "mcpServers": oops\n}')
  const repaired = next(file.onProblem)
  await writeFile(path, server('a'))
  expect(await repaired).toBeNull()
  await file.reload()
  expect(names(file.current)).toEqual(['a'])
})

test('a change on disk is read, by plain write, by the replacing that editors do, and after deletion', async () => {
  await writeFile(path, server('a'))
  const { file } = await open()
  let change = next(file.onChange)
  await writeFile(path, server('b'))
  expect(names(await change)).toEqual(['b'])

  change = next(file.onChange)
  await writeFile(`${path}~`, server('c'))
  await rename(`${path}~`, path)
  expect(names(await change)).toEqual(['c'])

  const problem = next(file.onProblem)
  await rm(path)
  expect((await problem)?.message).toBe('The file is gone.')
  expect(names(file.current)).toEqual(['c'])

  change = next(file.onChange)
  await writeFile(path, server('d'))
  expect(names(await change)).toEqual(['d'])
  expect(file.problem).toBeNull()
})

test('a change is read even where the folder itself was replaced', async () => {
  const inner = join(folder, 'inner')
  await mkdir(inner)
  path = join(inner, 'mcp_config.json')
  await writeFile(path, server('a'))
  const { file } = await open()
  await sleep(2 * times.pollMs) // one look at the file as it was
  for (const name of ['b', 'c']) {
    const change = next(file.onChange)
    await rename(inner, join(folder, `old-${name}`))
    await mkdir(inner)
    await writeFile(path, server(name))
    expect(names(await change)).toEqual([name])
  }
})

test('a touch, new comments and an own write are no change of the watch', async () => {
  await writeFile(path, server('a'))
  const { file, changes } = await open()
  await utimes(path, new Date(), new Date())
  await writeFile(path, `// mine\n${server('a')}`)
  await file.edit([{ kind: 'setEnabled', name: 'a', enabled: false }])
  await sleep(4 * times.pollMs) // longer than the watch needs to notice anything
  await file.reload()
  expect(changes.map(config => config.servers[0]?.enabled)).toEqual([false]) // told once, by the edit
})

test('a file broken later leaves the last good configuration running', async () => {
  await writeFile(path, server('a'))
  const { file, changes } = await open()
  const problem = next(file.onProblem)
  await writeFile(path, '{"mcpServers": {\n')
  expect(await problem).toEqual({ message: 'A "}" is expected here.', line: 2, column: 1 })
  expect({ names: names(file.current), changes }).toEqual({ names: ['a'], changes: [] })
  await expect(file.edit([{ kind: 'setEnabled', name: 'a', enabled: false }])).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    details: { issues: ['line 2, column 1: A "}" is expected here.'] },
  })
  expect(await readFile(path, 'utf8')).toBe('{"mcpServers": {\n')
  expect(await backups()).toEqual([])
})

test('bytes that are no UTF-8 are named, not mangled', async () => {
  await writeFile(path, Buffer.from('\u{FEFF}{}', 'utf16le'))
  const { file } = await open()
  expect(file.problem?.message).toBe('The file is not encoded as UTF-8: save it as UTF-8.')
  await expect(file.edit([{ kind: 'setListen', listen: '127.0.0.1:1' }])).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})

test('an edit applies to what is on disk, keeps bits and links, and leaves a backup of each version', async () => {
  const real = join(folder, 'dotfiles.json')
  await writeFile(real, server('old'))
  await symlink(real, path)
  await chmod(real, 0o640)
  const { file } = await open({ pollMs: 60_000 })
  await writeFile(real, server('a'))
  for (let turn = 0; turn < 7; turn += 1) await file.edit([{ kind: 'setEnabled', name: 'a', enabled: turn % 2 === 1 }])
  expect(await readFile(real, 'utf8')).toBe('{"mcpServers": {"a": {"command": "x", "enabled": false}}}')
  expect((await stat(real)).mode & 0o777).toBe(0o640)
  expect((await readdir(folder)).toSorted()).toEqual(['backups', 'dotfiles.json', 'mcp_config.json'])
  expect(await backups()).toEqual([1, 2, 3, 4, 5].map(n => `mcp_config.json.bak.${n}`))
  expect(await readFile(join(folder, 'backups', 'mcp_config.json.bak.1'), 'utf8')).toContain('"enabled": true')
  expect(file.current.servers[0]?.enabled).toBe(false)
})

test('edits at the same time are applied one after another', async () => {
  await writeFile(path, '{"mcpServers": {"a": {"command": "x"}, "b": {"command": "x"}}}')
  const { file } = await open()
  await Promise.all(['a', 'b'].map(name => file.edit([{ kind: 'setEnabled', name, enabled: false }])))
  expect(file.current.servers.map(({ enabled }) => enabled)).toEqual([false, false])
})

/** Another program that changes the file in the moment before ours is put in its place. */
const storageWithRival = (rival: (turn: number) => Promise<void>) => {
  let turn = 0
  return new ConfigStorage(path, join(folder, 'backups'), async (target, content, how) => {
    if (how?.confirm !== undefined) await rival((turn += 1))
    return writeFileAtomic(target, content, how)
  })
}

test('a change underneath is never written over: once it is taken along, twice it is a conflict', async () => {
  await writeFile(path, server('a'))
  const once = storageWithRival(async turn => {
    if (turn === 1) await writeFile(path, '{"note": 1, "mcpServers": {"a": {"command": "y"}}}')
  })
  const { file } = await open({ storage: once })
  await file.edit([{ kind: 'setEnabled', name: 'a', enabled: false }])
  expect(await readFile(path, 'utf8')).toBe('{"note": 1, "mcpServers": {"a": {"command": "y", "enabled": false}}}')

  const always = storageWithRival(async turn => writeFile(path, `${server('a')} // ${turn}`))
  const { file: other } = await open({ storage: always })
  await expect(other.edit([{ kind: 'setListen', listen: '127.0.0.1:2' }])).rejects.toMatchObject({
    code: 'CONFIG_CONFLICT',
  })
  expect(await readFile(path, 'utf8')).toBe(`${server('a')} // 2`)
  expect((await readdir(folder)).filter(name => name.endsWith('.tmp'))).toEqual([])
})

test('a full disk is a clear error and nothing is lost, neither the file nor a backup', async () => {
  await writeFile(path, server('a'))
  const { file, changes } = await open()
  await file.edit([{ kind: 'setListen', listen: '127.0.0.1:1' }])
  const before = [await readFile(path, 'utf8'), ...(await backups())]
  let full = 'bak.new'
  const storage = new ConfigStorage(path, join(folder, 'backups'), async (target, content, how) => {
    if (target.endsWith(full)) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    return writeFileAtomic(target, content, how)
  })
  const { file: limited } = await open({ storage })
  for (full of ['bak.new', 'mcp_config.json']) {
    await expect(limited.edit([{ kind: 'setListen', listen: '127.0.0.1:2' }])).rejects.toMatchObject({
      code: 'CONFIG_UNWRITABLE',
      message: `${path} was not changed: the disk is full: free some space, then try again.`,
    })
    expect(await readFile(path, 'utf8')).toBe(before[0])
  }
  expect(await readFile(join(folder, 'backups', 'mcp_config.json.bak.2'), 'utf8')).toBe(server('a'))
  expect(changes.length).toBe(1)
})

test('a backup folder that cannot be made stops the edit before anything is touched', async () => {
  await writeFile(path, server('a'))
  await writeFile(join(folder, 'backups'), '')
  const { file } = await open()
  await expect(file.edit([{ kind: 'setListen', listen: '127.0.0.1:2' }])).rejects.toMatchObject({
    code: 'CONFIG_UNWRITABLE',
  })
  expect(await readFile(path, 'utf8')).toBe(server('a'))
})

test('an unknown server is named, with those that are there', async () => {
  await writeFile(path, server('a'))
  const { file } = await open()
  await expect(file.edit([{ kind: 'setEnabled', name: 'b', enabled: true }])).rejects.toMatchObject({
    code: 'SERVER_UNKNOWN',
    details: { name: 'b', known: ['a'] },
  })
})

test('a folder in place of the file is a problem, not a crash', async () => {
  await mkdir(path)
  const { file } = await open()
  expect(file.problem).toEqual({ message: 'The file cannot be read (EISDIR).', line: 0, column: 0 })
})

test('disposing ends the watch: later changes are not read', async () => {
  await writeFile(path, server('a'))
  const { file, changes } = await open()
  await file[Symbol.asyncDispose]()
  await writeFile(path, server('b'))
  await sleep(3 * times.pollMs)
  expect({ names: names(file.current), changes }).toEqual({ names: ['a'], changes: [] })
})
