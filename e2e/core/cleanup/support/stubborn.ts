import { existsSync } from 'node:fs'
import { mkdir, readFile, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fixtureServer, Heartbeat } from '../../support/fixtures.ts'

/** A program that does not want to go, as a server of the configuration, and what it beats. */
export interface Stubborn {
  readonly name: string
  readonly server: object
  readonly beats: readonly Heartbeat[]
  /** False for one that never gets through its handshake. */
  readonly becomesReady: boolean
}

type Habit = readonly [name: string, becomesReady: boolean, flags: (own: string, other: string) => string[]]

// Without a control group of its own a daemon without marks is known by its parent alone, which must be seen alive.
const lingering = (await canMakeControlGroup()) ? [] : ['--daemon-linger', '0.3']

const habits: readonly Habit[] = [
  ['ignores SIGTERM', true, own => ['--heartbeat', own, '--ignore-stdin-end', '--ignore-sigterm']],
  ['closes its input but stays', true, own => ['--heartbeat', own, '--ignore-stdin-end']],
  ['forks a grandchild that ignores SIGTERM', true, (own, other) => ['--heartbeat', own, '--grandchild', other]],
  ['starts a daemon', true, (own, other) => ['--heartbeat', own, '--daemon', other]],
  [
    'starts a daemon without our marks',
    true,
    (own, other) => ['--heartbeat', own, '--daemon', other, '--clear-env', ...lingering],
  ],
  ['spawns a child each second', true, (own, other) => ['--heartbeat', own, '--spawn-each-second', other]],
  [
    'exits during the handshake',
    false,
    (_, other) => ['--grandchild', other, '--init-delay', '400', '--exit-on-initialize', '1'],
  ],
  ['writes 100 MB to stderr', true, own => ['--heartbeat', own, '--stderr-flood', '100000000', '--ignore-stdin-end']],
]

export const habitNames = habits.map(([name]) => name)

/** One of each, with heartbeats in `folder`. */
export function stubbornServers(folder: string): Stubborn[] {
  return habits.map(([name, becomesReady, flags], index) => {
    const files = [join(folder, `${index}.own`), join(folder, `${index}.other`)] as const
    const used = flags(...files)
    const beats = files.filter(file => used.includes(file)).map(file => new Heartbeat(file))
    return { name, server: fixtureServer(name, ...used), beats, becomesReady }
  })
}

async function canMakeControlGroup(): Promise<boolean> {
  const own = /^0::(\/.*)$/m.exec(await readFile('/proc/self/cgroup', 'utf8').catch(() => ''))?.[1]
  for (const mount of ['/sys/fs/cgroup/unified', '/sys/fs/cgroup']) {
    const probe = join(mount, own ?? '', `probe-${process.pid}`)
    if (own === undefined || !existsSync(join(dirname(probe), 'cgroup.procs'))) continue
    const isMade = await mkdir(probe).then(
      () => true,
      () => false,
    )
    if (isMade) await rmdir(probe)
    return isMade
  }
  return false
}
