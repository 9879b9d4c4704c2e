import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProcessEntry, ProcessTable } from '../process/process-table.ts'
import { Ledger } from './ledger.ts'
import { Sweep } from './sweep.ts'

/** Processes that obey, ignore SIGTERM, or cannot be ended at all. */
class FakeTable implements ProcessTable {
  readonly living = new Map<number, { readonly entry: ProcessEntry; readonly endedBy: readonly string[] }>()
  readonly sent: string[] = []
  add(pid: number, server: string, endedBy: readonly string[]): void {
    const marker = { run: 'folder:dead', server, attempt: server }
    this.living.set(pid, { entry: { pid, ppid: 1, pgid: pid, startTime: '5', state: 'S', marker }, endedBy })
  }
  async snapshot(): Promise<readonly ProcessEntry[]> {
    return [...this.living.values()].map(({ entry }) => entry)
  }
  signal(pid: number, signal: string | number): boolean {
    this.sent.push(`${signal} ${pid}`)
    if (this.living.get(pid)?.endedBy.includes(String(signal)) === true) this.living.delete(pid)
    return true
  }
}

describe.skipIf(process.platform === 'win32')('the sweep', () => {
  let folder: string
  let ledger: Ledger
  let table: FakeTable
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sweep-'))
    ledger = await Ledger.open({
      ...{ path: join(folder, 'ledger.jsonl'), folderId: 'folder', bootId: null },
      onTrouble: error => expect(error).toBeNull(),
    })
    table = new FakeTable()
  })
  afterEach(async () => {
    await ledger[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
  const remember = (server: string) =>
    ledger.note({ kind: 'intent', attempt: server, run: 'folder:dead', server, bootId: null, group: null })
  const newSweep = () => new Sweep({ ledger, table, groups: null, folderId: 'folder', run: 'folder:new' })

  test('[G4] after a clean end no server waits for it', async () => {
    const sweep = newSweep()
    await sweep.clear('s') // not even begun
    sweep.begin()
    expect(await sweep.done).toEqual([])
  })

  test('[G4] a server waits for what its last life left, and not for what others left', async () => {
    for (const server of ['quick', 'slow', 'clean']) remember(server)
    table.add(10, 'quick', ['SIGTERM'])
    table.add(11, 'slow', ['SIGKILL'])
    const sweep = newSweep()
    const cleared: string[] = []
    const waits = ['slow', 'quick', 'clean'].map(async name => {
      await sweep.clear(name)
      cleared.push(name)
    })
    await Promise.resolve()
    expect(cleared).toEqual([])
    sweep.begin()
    await Promise.all(waits)
    expect(cleared).toEqual(['clean', 'quick', 'slow'])
    expect(await sweep.done).toEqual([
      { server: 'quick', outcome: 'graceful', pids: [10], durationMs: expect.any(Number) },
      { server: 'slow', outcome: 'forced', pids: [11], durationMs: expect.any(Number) },
    ])
    expect(ledger.attempts).toEqual([])
    expect(table.sent.filter(line => line.startsWith('SIGTERM'))).toEqual(['SIGTERM 10', 'SIGTERM 11']) // asked once
  })

  test('[G4] what cannot be stopped is a leak by pid, stays on record, and holds its server no longer', async () => {
    remember('stuck')
    table.add(12, 'stuck', [])
    const sweep = newSweep()
    sweep.begin()
    await sweep.clear('stuck')
    expect(await sweep.done).toEqual([
      { server: 'stuck', outcome: 'leaked', pids: [12], durationMs: expect.any(Number) },
    ])
    expect(ledger.attempts.map(({ server }) => server)).toEqual(['stuck'])
  })

  test('[G4] a table that cannot be read holds nobody', async () => {
    remember('s')
    vi.spyOn(table, 'snapshot').mockRejectedValue(new Error('no /proc'))
    const sweep = newSweep()
    sweep.begin()
    await sweep.clear('s')
    await expect(sweep.done).rejects.toThrow('no /proc')
    expect(ledger.attempts).toHaveLength(1)
  })
})
