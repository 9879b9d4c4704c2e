import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixtureServer } from '../support/fixtures.ts'
import { newFolder, RunningCore } from '../support/running-core.ts'

test('[G9] servers start with a ledger that cannot be written, and people are told', async () => {
  const folder = await newFolder()
  try {
    await mkdir(join(folder, 'run', 'ledger.jsonl'), { recursive: true }) // as good as a full disk: nothing can be written there
    await using core = await RunningCore.start({ folder, servers: [fixtureServer('server')] })
    await core.control.untilStatus('server', 'ready')
    const { app } = await core.control.until('the alert', s => s.app.alerts.some(({ kind }) => kind === 'internal'))
    expect(app.alerts.find(({ kind }) => kind === 'internal')?.message).toMatch(
      /^What is started cannot be written down \(EISDIR.*\)\. Cleanup after a crash is not assured\.$/,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
