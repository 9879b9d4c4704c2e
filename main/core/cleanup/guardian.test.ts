import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Guardian } from './guardian.ts'

describe.skipIf(process.platform === 'win32')('the guardian', () => {
  let folder: string
  let guardian: Guardian
  const troubles: (string | null)[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guardian-'))
    guardian = new Guardian({
      reaper: ['/bin/sh', '-c', 'echo reaped > "$0"', join(folder, 'reaped')],
      env: { PATH: '/usr/bin:/bin' },
      onTrouble: error => void troubles.push(error?.message ?? null),
    })
    guardian.ensure()
  })
  afterEach(async () => {
    await guardian[Symbol.asyncDispose]()
    troubles.splice(0)
    await rm(folder, { recursive: true, force: true })
  })
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  const reaped = () => readFile(join(folder, 'reaped'), 'utf8').catch(() => null)

  test('[G2] leaves without a deed when told that nothing is left to do', async () => {
    const pid = guardian.pid ?? 0
    expect(isAlive(pid)).toBe(true)
    await guardian[Symbol.asyncDispose]()
    expect({ alive: isAlive(pid), reaped: await reaped() }).toEqual({ alive: false, reaped: null })
    guardian.ensure()
    expect(guardian.pid).toBeNull()
  })

  test.skipIf(process.platform !== 'linux')('[G3] is not ended by what is sent to terminals and sessions', async () => {
    const pid = guardian.pid ?? 0
    await vi.waitFor(() => expect(troubles).toEqual([null]))
    await vi.waitFor(async () => expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/SigIgn:\s*0*[1-9a-f]/))
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'] as const) process.kill(pid, signal)
    await guardian[Symbol.asyncDispose]()
    expect(await reaped()).toBeNull() // and it still took the last word
  })
})
