import { spawn, type ChildProcess } from 'node:child_process'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createProcessTable } from '../process/create-process-table.ts'
import type { ProcessEntry } from '../process/process-table.ts'
import { Sampler } from './sampler.ts'

describe.skipIf(process.platform === 'win32')('descendants of a running child', () => {
  let child: ChildProcess | undefined
  let sampler: Sampler | undefined
  const seen: ProcessEntry[] = []
  const gone: number[] = []
  afterEach(() => {
    sampler?.[Symbol.dispose]()
    for (const { pid } of seen.splice(0)) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // it has ended by itself
      }
    }
    gone.splice(0)
  })
  const watch = (script: string, table = createProcessTable()) => {
    child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } })
    sampler = new Sampler(table, {
      onMember: (_attempt, entry) => void seen.push(entry),
      onGone: (_attempt, pid) => void gone.push(pid),
    })
    sampler.watch(child.pid ?? 0, { run: 'f:r', server: 's', attempt: 'a' })
  }
  const known = () => [...(sampler?.known('a') ?? new Map<number, string>()).keys()]

  // No control group here and no marker anywhere: only looking at the right time can tell.
  test.skipIf(process.platform !== 'linux')(
    '[G1] a daemon that left group, session and environment is known when its parent lived for a moment',
    async () => {
      watch('env -i /bin/sh -c "setsid sleep 60 & sleep 0.3"; exec sleep 60')
      await vi.waitFor(() => expect(known()).toHaveLength(4))
      await vi.waitFor(() => expect(gone).toHaveLength(2))
      const daemon = seen.find(entry => entry.pid !== child?.pid && known().includes(entry.pid))
      expect(daemon).toMatchObject({ marker: null })
      expect(known()).toEqual([child?.pid, daemon?.pid])
    },
  )

  test('whole lists tell the same where the system has nothing cheaper', async () => {
    const table = createProcessTable()
    watch('sleep 60 & exec sleep 60', { snapshot: () => table.snapshot(), signal: () => true })
    await vi.waitFor(() => expect(known()).toHaveLength(2), { timeout: 5_000 })
  })

  test('without a child to watch nothing is looked at', async () => {
    vi.useFakeTimers()
    try {
      const own = new Sampler(createProcessTable(), { onMember() {}, onGone() {} })
      own.watch(process.pid, { run: 'f:r', server: 's', attempt: 'a' })
      expect(vi.getTimerCount()).toBe(1)
      own.unwatch('a')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
