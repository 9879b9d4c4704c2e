import fc from 'fast-check'
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { controlSocketPath, prepareSocketFolder } from './control-socket-path.ts'
import { createDataFolder } from './data-folder.ts'
import { fileNameFor } from './file-name-for.ts'
import { resolveDataFolder } from './resolve-data-folder.ts'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'mcpproxy-folder-'))))
afterEach(() => rm(folder, { recursive: true }))

test.each([
  [{ env: {} }, '/home/me/.mcpproxy'],
  [{ env: { MCPPROXY_HOME: '/data' } }, '/data'],
  [{ env: { MCPPROXY_HOME: ' ' } }, '/home/me/.mcpproxy'],
  [{ arg: '/arg', env: { MCPPROXY_HOME: '/data' } }, '/arg'],
  [{ arg: '~/proxy', env: {} }, '/home/me/proxy'],
  [{ arg: 'here/../there/', env: {} }, '/work/there'],
])('%j is the data folder %s', (choice, expected) => {
  expect(resolveDataFolder({ home: '/home/me', platform: 'linux', currentFolder: '/work', ...choice })).toBe(expected)
})

test('a data folder is made for the user alone, and made again without harm', async () => {
  const paths = await createDataFolder(join(folder, 'new', 'data'))
  await createDataFolder(paths.folder)
  const modes = [paths.folder, paths.run, paths.logs, paths.reports, paths.backups].map(
    async path => (await stat(path)).mode & 0o777,
  )
  expect(await Promise.all(modes)).toEqual([0o700, 0o700, 0o700, 0o700, 0o700])
  expect(paths.configFile).toBe(join(folder, 'new', 'data', 'mcp_config.json'))
})

test('the bits of a folder that was there before are left', async () => {
  await chmod(folder, 0o755)
  await createDataFolder(folder)
  expect((await stat(folder)).mode & 0o777).toBe(0o755)
})

test('a file in place of the folder is named, with what to do', async () => {
  await writeFile(join(folder, 'x'), '')
  await expect(createDataFolder(join(folder, 'x'))).rejects.toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
    message: expect.stringContaining('is not a folder') as string,
  })
})

test('ordinary server names are their own file names', () => {
  expect(['github', 'my-server_2', 'a.b'].map(fileNameFor)).toEqual(['github', 'my-server_2', 'a.b'])
})

test.each([
  'GitHub',
  'a/b',
  '../x',
  '..',
  '.',
  '',
  'con',
  'NUL.txt',
  'com1',
  'a.',
  'a ',
  'Größe',
  '日本',
  'x'.repeat(128),
  'a-0123456789',
  'con.x',
])('%j becomes a safe file name', name => expect(fileNameFor(name)).toMatch(/^[a-z0-9][a-z0-9_-]{0,40}-[0-9a-f]{10}$/))

test('file names are safe, short and distinct for distinct names, whatever the case', () => {
  const name = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[A-Za-z./\\ -]{1,6}$/))
  fc.assert(
    fc.property(name, name, (one, other) => {
      const files = [fileNameFor(one), fileNameFor(other)]
      for (const file of files) expect(file).toMatch(/^[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9_])?$/)
      expect(new Set(files).size).toBe(one === other ? 1 : 2)
    }),
    { numRuns: 2_000 },
  )
})

test('the control socket lies in the data folder, or under a short path when that is too long', () => {
  const place = { platform: 'linux', uid: 1000, temporaryFolder: '/run/user/1000' } as const
  const long = `/home/${'é'.repeat(60)}`
  expect(controlSocketPath('/home/me/.mcpproxy', place)).toBe('/home/me/.mcpproxy/run/control.sock')
  expect(controlSocketPath(long, place)).toMatch(/^\/run\/user\/1000\/mcpproxy-1000\/[0-9a-f]{16}\.sock$/)
  expect(controlSocketPath(long, place)).not.toBe(controlSocketPath(`${long}x`, place))
  expect(controlSocketPath(long, { ...place, temporaryFolder: `/var/${'x'.repeat(90)}` })).toMatch(
    /^\/tmp\/mcpproxy-1000\//,
  )
  expect(controlSocketPath('C:\\data', { ...place, platform: 'win32', pipeId: 'r4nd0m' })).toMatch(
    /^\\\\\.\\pipe\\mcpproxy-[0-9a-f]{16}-r4nd0m$/,
  )
})

test('a socket folder that others may enter, or that is a link, is refused', async () => {
  const uid = process.getuid?.() ?? 0
  await prepareSocketFolder(join(folder, 'mine', 's.sock'), uid)
  await mkdir(join(folder, 'open'))
  await chmod(join(folder, 'open'), 0o777)
  await symlink(join(folder, 'mine'), join(folder, 'link'))
  for (const [name, owner] of [
    ['open', uid],
    ['link', uid],
    ['mine', uid + 1],
  ] as const) {
    await expect(prepareSocketFolder(join(folder, name, 's.sock'), owner)).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
    })
  }
})
