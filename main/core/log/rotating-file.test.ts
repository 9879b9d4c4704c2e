import { chmod, mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RotatingFile } from './rotating-file.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'mcpproxy-log-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const contents = async () =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).sort().map(async name => [name, await readFile(join(folder, name), 'utf8')]),
    ),
  )

test('the file is rotated by size, the oldest goes, no line is torn', async () => {
  const file = new RotatingFile({ path: join(folder, 'main.log'), maxBytes: 20, maxFiles: 3 })
  for (let number = 0; number < 9; number += 1) file.write(`line ${number}..\n`)
  await file[Symbol.asyncDispose]()
  expect(await contents()).toEqual({
    'main.log': 'line 8..\n',
    'main.log.1': 'line 6..\nline 7..\n',
    'main.log.2': 'line 4..\nline 5..\n',
  })
})

test('a line longer than the limit gets a file of its own', async () => {
  const file = new RotatingFile({ path: join(folder, 'main.log'), maxBytes: 5, maxFiles: 2 })
  file.write('short\n')
  file.write('much longer\n')
  await file[Symbol.asyncDispose]()
  expect(await contents()).toEqual({ 'main.log': 'much longer\n', 'main.log.1': 'short\n' })
})

test('a lower number of files removes what earlier runs left beyond it', async () => {
  for (const number of [1, 2, 7]) await writeFile(join(folder, `main.log.${number}`), `${number}\n`)
  await writeFile(join(folder, 'main.log'), '0\n')
  const file = new RotatingFile({ path: join(folder, 'main.log'), maxBytes: 3, maxFiles: 2 })
  file.write('new\n')
  await file[Symbol.asyncDispose]()
  expect(await contents()).toEqual({ 'main.log': 'new\n', 'main.log.1': '0\n' })
})

test.skipIf(process.platform === 'win32')(
  'the file is private, even when it was not, and comes back when deleted',
  async () => {
    const path = join(folder, 'sub', 'main.log')
    const file = new RotatingFile({ path, maxBytes: 100, maxFiles: 2 })
    file.write('one\n')
    await file.flush()
    await chmod(path, 0o644)
    file.write('two\n')
    await file.flush()
    const mode = (await stat(path)).mode & 0o777
    await rm(join(folder, 'sub'), { recursive: true })
    file.write('three\n')
    await file[Symbol.asyncDispose]()
    expect({ mode, text: await readFile(path, 'utf8') }).toEqual({ mode: 0o600, text: 'three\n' })
  },
)

test('while writing fails, memory is bounded; it goes on where it was when writing works again, and says what is missing', async () => {
  const path = join(folder, 'main.log')
  await mkdir(path) // a folder in the way: opening fails
  const troubles: (string | null)[] = []
  const file = new RotatingFile({
    path,
    maxBytes: 10_000,
    maxFiles: 2,
    maxBufferedBytes: 30,
    retryMs: 5,
    gatherMs: 1,
    gapLine: count => `gap of ${count}\n`,
    onTrouble: ({ error }) =>
      void troubles.push(error === null ? null : ((error as NodeJS.ErrnoException).code ?? '?')),
  })
  for (let number = 0; number < 9; number += 1) file.write(`line ${number}\n`)
  await file.flush()
  await file.flush()
  await rm(path, { recursive: true })
  await file.flush()
  file.write('after\n')
  await file[Symbol.asyncDispose]()
  expect({ text: await readFile(path, 'utf8'), troubles }).toEqual({
    text: 'line 0\nline 1\nline 2\nline 3\ngap of 5\nafter\n',
    troubles: ['EISDIR', null],
  })
})

test('thousands of lines written at once arrive whole and in order', async () => {
  const file = new RotatingFile({ path: join(folder, 'main.log'), maxBytes: 50_000_000, maxFiles: 2 })
  const lines = Array.from({ length: 20_000 }, (_, number) => `line ${number} é\n`)
  for (const line of lines) file.write(line)
  await file[Symbol.asyncDispose]()
  expect(await readFile(join(folder, 'main.log'), 'utf8')).toBe(lines.join(''))
})
