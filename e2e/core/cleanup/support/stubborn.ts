import { join } from 'node:path'
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

const habits: readonly Habit[] = [
  ['ignores SIGTERM', true, own => ['--heartbeat', own, '--ignore-stdin-end', '--ignore-sigterm']],
  ['closes its input but stays', true, own => ['--heartbeat', own, '--ignore-stdin-end']],
  ['forks a grandchild that ignores SIGTERM', true, (own, other) => ['--heartbeat', own, '--grandchild', other]],
  ['starts a daemon', true, (own, other) => ['--heartbeat', own, '--daemon', other]],
  ['starts a daemon without our marks', true, (own, other) => ['--heartbeat', own, '--daemon', other, '--clear-env']],
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
