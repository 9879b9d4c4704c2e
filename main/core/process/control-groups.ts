import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sleep } from '#shared/sleep'

/**
 * Linux control groups (cgroups(7), version 2) as a witness of descent: a child put into one of its own takes all its
 * descendants with it, also those that leave group and session and clear their environment.
 * Needs no privilege where the desktop's systemd gives the user his own part of the tree; elsewhere there is none.
 */
export class ControlGroups {
  readonly #parent: string
  #usable = true

  constructor(parent: string) {
    this.#parent = parent
  }

  /** Beside us in the tree, or null where the system has none. */
  static async find(): Promise<ControlGroups | null> {
    if (process.platform !== 'linux') return null
    const [mounts, own] = await Promise.all([readOrEmpty('/proc/self/mountinfo'), readOrEmpty('/proc/self/cgroup')])
    const parent = findOwnGroup(mounts, own)
    return parent === null || !existsSync(join(parent, 'cgroup.procs')) ? null : new ControlGroups(parent)
  }

  /** Makes a group; null when the system does not let us, which is asked once. */
  async create(of: GroupOwner): Promise<string | null> {
    if (!this.#usable) return null
    const path = join(this.#parent, groupName(of))
    try {
      await mkdir(path)
      return path
    } catch {
      this.#usable = false
      return null
    }
  }

  /** Removes empty groups of ended runs, also those that no ledger knows any more. */
  async removeEmpty(isOurRun: (run: string) => boolean): Promise<void> {
    const names = await readdir(this.#parent).catch(() => [])
    const ours = names.filter(name => {
      const run = runOfGroup(name)
      return run !== null && isOurRun(run)
    })
    await Promise.all(ours.map(name => removeGroup(join(this.#parent, name))))
  }

  /**
   * Moves a process that was just spawned. The kernel may take some 10 ms, on a busy machine much longer, and what the
   * process forked before would stay outside: it is held still until it is in.
   */
  async enter(path: string, pid: number): Promise<void> {
    signalIfThere(pid, 'SIGSTOP') // before anything is awaited
    const moved = writeFile(join(path, 'cgroup.procs'), String(pid)).catch((error: NodeJS.ErrnoException) => {
      // It has exited already, or the group of ours that we are in may not be left.
      if (error.code !== 'ESRCH') this.#usable = false
    })
    const done = new AbortController()
    await Promise.race([moved.then(() => done.abort()), sleep(enterLimitMs, done.signal).catch(() => {})])
    signalIfThere(pid, 'SIGCONT')
  }
}

/** A server must start, whatever the kernel is doing. */
const enterLimitMs = 1_000

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {} // it has exited already
}

export interface GroupOwner {
  /** `<data folder id>:<run id>` */
  readonly run: string
  readonly attempt: string
}

const runPrefix = (run: string) => `mcpproxy-${run.replace(':', '.')}.`
const groupName = ({ run, attempt }: GroupOwner) => `${runPrefix(run)}${attempt}`

/** Whether a path, as a ledger has it, can be the group of this attempt and nobody else's. */
export const isGroupOf = (path: string, of: GroupOwner): boolean =>
  path.startsWith('/sys/fs/cgroup/') && path.endsWith(`/${groupName(of)}`) && !path.includes('/../')

/** The run that a group was made for, by its name; null for a group that is not of this kind. */
export function runOfGroup(name: string): string | null {
  const [, folderId, runId] = /^mcpproxy-([^.]+)\.([^.]+)\.[^.]+$/.exec(name) ?? []
  return folderId === undefined || runId === undefined ? null : `${folderId}:${runId}`
}

/** Pids in a group right now; none when it is gone. Kernel memory: never blocks. */
export function readGroup(path: string): Set<number> {
  try {
    return new Set(readFileSync(join(path, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number))
  } catch {
    return new Set()
  }
}

/** Removes an empty group. One that stays in use stays: who is left in it was spared, or is a leak that is told. */
export async function removeGroup(path: string): Promise<void> {
  for (const pauseMs of [20, 100, 500, 0]) {
    const code = await rmdir(path).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code,
    )
    if (code !== 'EBUSY' || pauseMs === 0) return
    await sleep(pauseMs) // the kernel takes a moment to let go of the dead
  }
}

/** Where version 2 is mounted and where in it we are. Pure. */
export function findOwnGroup(mountinfo: string, ownCgroup: string): string | null {
  const own = /^0::(\/.*)$/m.exec(ownCgroup)?.[1]
  const mount = mountinfo
    .split('\n')
    .map(line => line.split(' '))
    .find(fields => fields[fields.indexOf('-') + 1] === 'cgroup2')
  const [root, point] = [mount?.[3], mount?.[4]]
  if (own === undefined || root === undefined || point === undefined) return null
  if (own.includes('/..')) return null // outside of what our namespace shows
  const inside = root !== '/' && own.startsWith(root) ? own.slice(root.length) : own
  return join(point, inside).replace(/\/$/, '')
}

const readOrEmpty = (path: string) => readFile(path, 'utf8').catch(() => '')
