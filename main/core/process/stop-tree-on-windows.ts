import { spawn } from 'node:child_process'
import { sleep } from '#shared/sleep'
import type { CleanupRecord } from '../transports/transport.ts'
import { treeUnder } from './family.ts'
import type { ProcessTable } from './process-table.ts'
import type { OwnedChild } from './spawn-owned.ts'

const verifyMs = 2_000

/**
 * Windows has no groups and no SIGTERM: the tree is listed once, before its root goes and the links are lost, then ended.
 * Console programs that ignored the end of their input have no politer way. Written from documentation and not yet run on Windows.
 */
export async function stopTreeOnWindows(
  child: OwnedChild,
  table: ProcessTable,
  options: { readonly verify: boolean },
  endTree: (pid: number) => Promise<void> = taskkill,
): Promise<Pick<CleanupRecord, 'outcome' | 'pids'>> {
  let tree: readonly number[]
  try {
    tree = treeUnder(await table.snapshot(), child.pid)
      .map(entry => entry.pid)
      .filter(pid => pid !== child.pid || child.exit === null)
  } catch {
    if (child.exit === null) await endTree(child.pid)
    return { outcome: 'unverified', pids: [child.pid] }
  }
  if (tree.length === 0) return { outcome: 'graceful', pids: [child.pid] }
  if (child.exit === null) await endTree(child.pid)
  for (const pid of tree) table.signal(pid, 'SIGKILL')
  if (!options.verify) return { outcome: 'unverified', pids: tree }
  const deadline = performance.now() + verifyMs
  let left = tree
  while ((left = left.filter(pid => table.signal(pid, 0))).length > 0 && performance.now() < deadline) await sleep(50)
  return left.length === 0 ? { outcome: 'forced', pids: tree } : { outcome: 'leaked', pids: left }
}

function taskkill(pid: number): Promise<void> {
  return new Promise(resolve => {
    const killer = spawn('taskkill', ['/T', '/F', '/PID', String(pid)], {
      stdio: 'ignore',
      windowsHide: true,
      timeout: 5_000,
    })
    killer.once('exit', () => resolve())
    killer.once('error', () => resolve()) // what it left is seen by the verification
  })
}
