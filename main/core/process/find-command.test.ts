import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandCandidates, findCommand } from './find-command.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-command-'))
  await mkdir(join(folder, 'one/tool'), { recursive: true }) // a folder of that name is no program
  await mkdir(join(folder, 'two'))
  await writeFile(join(folder, 'two/tool'), '')
  await chmod(join(folder, 'two/tool'), 0o755)
  await writeFile(join(folder, 'two/data'), '')
})
afterAll(() => rm(folder, { recursive: true }))

test.skipIf(process.platform === 'win32')('the first executable file in PATH wins', async () => {
  const place = { env: { PATH: `${folder}/one:${folder}/two` }, cwd: folder }
  expect(await findCommand('tool', place)).toEqual({ kind: 'found', path: `${folder}/two/tool` })
  expect(await findCommand('./two/tool', place)).toEqual({ kind: 'found', path: `${folder}/two/tool` })
  expect(await findCommand('data', place)).toEqual({ kind: 'not-executable', path: `${folder}/two/data` })
  expect(await findCommand('absent', place)).toEqual({ kind: 'missing' })
  expect(await findCommand('tool', { env: {}, cwd: folder })).toEqual({ kind: 'missing' })
})

test('Windows tries the extensions of PATHEXT, in the working directory first', () => {
  const place = { env: { Path: 'C:\\a;"C:\\b c"', PATHEXT: '.EXE;.CMD' }, cwd: 'C:\\w', platform: 'win32' as const }
  expect(commandCandidates('npx', place)).toEqual([
    'C:\\w\\npx.exe',
    'C:\\w\\npx.cmd',
    'C:\\a\\npx.exe',
    'C:\\a\\npx.cmd',
    'C:\\b c\\npx.exe',
    'C:\\b c\\npx.cmd',
  ])
  expect(commandCandidates('tools\\run.exe', place)[0]).toBe('C:\\w\\tools\\run.exe')
})
