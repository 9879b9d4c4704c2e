import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseShellOutput, readLoginShellEnvironment } from './login-shell.ts'
import { createProcessTable } from './create-process-table.ts'
import { repairPath } from './repair-path.ts'

describe.skipIf(process.platform === 'win32')('a login shell', () => {
  let folder = ''
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'login-shell-'))))
  afterAll(() => rm(folder, { recursive: true }))
  const shell = async (name: string, text: string) => {
    const path = join(folder, name)
    await writeFile(path, text)
    await chmod(path, 0o755)
    return path
  }

  test('gives its environment, whatever its start-up files print, line breaks included', async () => {
    const path = await shell(
      'noisy',
      '#!/bin/sh\necho welcome\nexport TWO_LINES="a\nb"\nexport PATH="/opt/own:$PATH"\nsh -c "$2"\necho bye\n',
    )
    const environment = await readLoginShellEnvironment(path)
    expect(environment).toMatchObject({ TWO_LINES: 'a\nb', PATH: `/opt/own:${process.env.PATH}` })
  })

  test('the real bash answers', async () => {
    expect(await readLoginShellEnvironment('/bin/bash')).toHaveProperty('PATH')
  })

  test('that hangs is killed with its jobs, and gives nothing', async () => {
    const path = await shell('hanging', `#!/bin/sh\ntrap "" TERM\nsleep 61 & exec sleep 62\n`)
    expect(
      await readLoginShellEnvironment(path, {
        timeoutMs: 200,
        own: { ...process.env, MCPPROXY_RUN: 'shell-test', MCPPROXY_SERVER: 's', MCPPROXY_ATTEMPT: folder },
      }),
    ).toBeNull()
    const table = createProcessTable()
    await expect
      .poll(async () =>
        (await table.snapshot()).filter(({ marker, state }) => marker?.attempt === folder && state !== 'Z'),
      )
      .toEqual([])
  })

  test('whose job holds the output open does not delay the answer', async () => {
    const path = await shell('job', '#!/bin/sh\nsleep 60 &\nsh -c "$2"\nwait\n')
    expect(await readLoginShellEnvironment(path, { timeoutMs: 3_000 })).toHaveProperty('PATH')
  })

  test.each([null, '', '/nowhere/shell', '/bin/false'])('that is none gives nothing: %j', async path => {
    expect(await readLoginShellEnvironment(path)).toBeNull()
  })
})

test('an environment cut short is none', () => {
  expect(parseShellOutput('x M A=1\0', 'M')).toBeNull()
  expect(parseShellOutput('x M\nA=1\nB=2\nM', 'M')).toEqual({ A: '1', B: '2' })
})

test.each([
  ['/usr/bin:/bin', '/opt/bin:/usr/bin', '/opt/bin:/usr/bin:/bin'],
  ['/usr/bin', null, '/usr/bin'],
  ['/usr/bin::/bin', '', '/usr/bin:/bin'],
])('PATH %j with the shell’s %j becomes %j', (own, login, expected) => {
  expect(repairPath(own, login, 'linux')).toBe(expected)
})
