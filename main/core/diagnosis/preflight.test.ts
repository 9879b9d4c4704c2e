import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serverSchema } from '#shared/config'
import { preflight } from './preflight.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-preflight-'))
  await writeFile(join(folder, 'server.js'), '')
  await writeFile(join(folder, 'plain.sh'), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const environment = { current: { PATH: process.env.PATH }, login: async () => false }
const look = async (entry: object) => {
  const server = serverSchema.parse({ name: 's', working_dir: folder, ...entry })
  const found = await preflight(server, environment)
  return found === null ? null : ([found.diagnosis.category, found.diagnosis.object?.value] as const)
}

test.each<[string, () => object, () => readonly [string, string] | null]>([
  ['a script that is there', () => ({ command: 'node', args: ['server.js'] }), () => null],
  ['a script named without its ending', () => ({ command: 'node', args: ['./server'] }), () => null],
  ['a program that is no script', () => ({ command: 'node', args: ['-e', '1'] }), () => null],
  ['a URL', () => ({ url: 'http://127.0.0.1:1/' }), () => null],
  [
    'a missing script',
    () => ({ command: 'node', args: ['dist/index.js'] }),
    () => ['entrypoint_missing', join(folder, 'dist/index.js')],
  ],
  [
    'a missing folder',
    () => ({ command: 'node', working_dir: '/no/such/folder' }),
    () => ['working_dir_missing', '/no/such/folder'],
  ],
  ['a missing command', () => ({ command: 'surely-none' }), () => ['command_not_found', 'surely-none']],
  [
    'a whole command line in the command',
    () => ({ command: 'node server.js --port 1' }),
    () => ['invalid_args', 'node server.js --port 1'],
  ],
  [
    'a file that may not be run',
    () => ({ command: join(folder, 'plain.sh') }),
    () => ['permission_denied', join(folder, 'plain.sh')],
  ],
])('%s is judged before a start', async (_name, entry, expected) => expect(await look(entry())).toEqual(expected()))

test('what is wrong is said exactly, with what to do', async () => {
  const server = serverSchema.parse({ name: 's', command: 'node server.js', args: ['--x'], working_dir: folder })
  expect((await preflight(server, environment))?.diagnosis).toMatchObject({
    confidence: 1,
    recommendation: 'Set "command" to "node" and "args" to ["server.js","--x"].',
  })
})

test('the login shell is asked before a command counts as missing', async () => {
  const current: { PATH: string | undefined } = { PATH: '/nowhere' }
  const login = async () => {
    current.PATH = process.env.PATH
    return true
  }
  const server = serverSchema.parse({ name: 's', command: 'node' })
  expect(await preflight(server, { current, login })).toBeNull()
})
