import { expect, test } from 'vitest'
import { fixtureServer } from './support/fixtures.ts'
import { collectCli, newFolder, RunningCore } from './support/running-core.ts'
import { rm } from 'node:fs/promises'

test('stop returns when the process is gone, so that the next one may start at once', async () => {
  const folder = await newFolder()
  try {
    for (let round = 0; round < 3; round += 1) {
      await using core = await RunningCore.start({ folder, servers: [fixtureServer('fine')] })
      await core.control.untilStatus('fine', 'ready')
      const { code, stdout } = await core.cli('stop')
      const isGone = () => process.kill(core.child.pid ?? 0, 0)
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'Stopped.\n' })
      expect(isGone).toThrow('ESRCH')
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test.skipIf(process.platform !== 'linux')('a data folder that cannot be created is refused at once', async () => {
  const { code, stderr } = await collectCli(['serve', '--data-dir', '/proc/nowhere/data'])
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^mcpproxy: The data folder \/proc\/nowhere\/data cannot be created there: .*--data-dir\.\n$/,
    ),
  })
})
