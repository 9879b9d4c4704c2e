import { readFile, rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { fixtureServer } from './support/fixtures.ts'
import { collectCli, newFolder, RunningCore } from './support/running-core.ts'

/** Whether a process runs; one that has ended and waits for its parent to take note does not. */
const isRunning = (pid: number) =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    stat => !/\) [ZX] /.test(stat),
    () => false,
  )

test.skipIf(process.platform !== 'linux')(
  'stop returns when the process is gone, so that the next one may start at once',
  async () => {
    const folder = await newFolder()
    try {
      for (let round = 0; round < 3; round += 1) {
        await using core = await RunningCore.start({ folder, servers: [fixtureServer('fine')] })
        await core.control.untilStatus('fine', 'ready')
        const { code, stdout } = await core.cli('stop')
        const runs = await isRunning(core.child.pid ?? 0)
        expect({ code, stdout, runs }).toEqual({ code: 0, stdout: 'Stopped.\n', runs: false })
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

test.skipIf(process.platform !== 'linux')('a data folder that cannot be created is refused at once', async () => {
  const { code, stderr } = await collectCli(['serve', '--data-dir', '/proc/nowhere/data'])
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^mcpproxy: The data folder \/proc\/nowhere\/data cannot be created there: .*--data-dir\.\n$/,
    ),
  })
})
