import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createControlAddress, findControlAddress } from './control-address.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'mcpproxy-address-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

test('on Unix the address follows from the data folder', async () => {
  const created = await createControlAddress(folder, 'linux')
  expect({ created, found: await findControlAddress(folder, 'linux') }).toEqual({
    created: { path: `${folder}/run/control.sock` },
    found: { path: `${folder}/run/control.sock` },
  })
})

test('on Windows pipe and token are new with each start and told in a private file', async () => {
  await expect(findControlAddress(folder, 'win32')).rejects.toMatchObject({ code: 'NO_OWNER' })
  const first = await createControlAddress(folder, 'win32')
  const second = await createControlAddress(folder, 'win32')
  expect(second.path).not.toBe(first.path)
  expect(second.token).not.toBe(first.token)
  expect(await findControlAddress(folder, 'win32')).toEqual(second)
  if (process.platform !== 'win32') {
    expect((await stat(join(folder, 'run', 'control.json'))).mode & 0o777).toBe(0o600)
  }
})
