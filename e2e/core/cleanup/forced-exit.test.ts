import { once } from 'node:events'
import { join } from 'node:path'
import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fixtureServer, Heartbeat } from '../support/fixtures.ts'
import { newFolder, RunningCore } from '../support/running-core.ts'
import { processesNaming } from './support/processes.ts'

let folder: string
beforeEach(async () => {
  folder = await newFolder()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test.skipIf(process.platform !== 'linux')('[G3] what a forced exit leaves is stopped within 3 s too', async () => {
  const beat = new Heartbeat(join(folder, 'beat'))
  const core = await RunningCore.start({
    folder,
    settings: { resource_cleanup: { process_kill_timeout_seconds: 30 } },
    servers: [fixtureServer('stubborn', '--heartbeat', beat.file, '--ignore-stdin-end', '--ignore-sigterm')],
  })
  await core.control.untilStatus('stubborn', 'ready')
  const exited = once(core.child, 'exit')
  for (let i = 0; i < 3; i++) {
    core.child.kill('SIGTERM')
    await new Promise(resolve => setTimeout(resolve, 100)) // signals of one kind that wait are merged into one
  }
  await exited
  const leftAt = performance.now()
  expect(processesNaming(beat.file)).toHaveLength(1)
  await vi.waitFor(() => expect(processesNaming(folder)).toEqual([]), { timeout: 5_000 })
  expect(performance.now() - leftAt).toBeLessThan(3_000)
  expect(await beat.isStill()).toBe(true)
  await core.control[Symbol.asyncDispose]()
})
