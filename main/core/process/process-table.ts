import type { Marker } from './marker.ts'

/** One process as the system lists it. */
export interface ProcessEntry {
  readonly pid: number
  readonly ppid: number
  /** Process group; equals `pid` where the system has no groups. */
  readonly pgid: number
  /** Session, where the system tells it: the pid of the process that began it. */
  readonly sid?: number
  /** When it started, in the system's own notation: comparable for equality only. Tells a reused pid from the first one. */
  readonly startTime: string
  /** The system's letter; `Z` is a zombie: dead, but not yet collected by its parent. */
  readonly state: string
  /** Whose child it says it is; undefined where the platform does not show environments. */
  readonly marker?: Marker | null
  /** A program opened for the user, such as a browser: not ours to stop. */
  readonly opened?: boolean
}

export type Signal = 'SIGTERM' | 'SIGKILL' | 'SIGCONT'

/** The system's processes. Built once per core and shared, so that many stops at once share each scan. */
export interface ProcessTable {
  /** All processes, from a scan that began after this call. */
  snapshot(): Promise<readonly ProcessEntry[]>
  /** True unless nothing was there to receive the signal. A negative pid means the group. */
  signal(pid: number, signal: Signal | 0): boolean
  /** Begins a cheap watch: each call of what is returned tells who has come since. Where it is missing, only whole lists exist. */
  readonly watchArrivals?: () => () => Promise<Arrivals>
  /** Whether the process lives in a desktop scope of its own by now; asked for those whose marker is gone. */
  readonly isOpened?: (pid: number) => boolean
}

export interface Arrivals {
  /** Each of them is told twice, since a process shows nothing of itself while it replaces its program. */
  readonly arrived: readonly ProcessEntry[]
  /** Everybody there is, by pid. */
  readonly present: ReadonlySet<number>
}

/** Sends a signal the way every Unix table does. A process that may not be signalled is still there. */
export function sendSignal(pid: number, signal: Signal | 0): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return true
    throw error
  }
}

/**
 * Shares scans between callers. Whoever asks during a scan waits for the next one:
 * what is under way may have passed the place where his process appeared.
 */
export function shareScans<T>(scan: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  let following: Promise<T> | null = null
  const start = (): Promise<T> => {
    const own = scan().finally(() => {
      if (running === own) running = null
    })
    running = own
    return own
  }
  return () => {
    if (running === null) return start()
    following ??= running
      .catch(() => undefined)
      .then(() => {
        following = null
        return start()
      })
    return following
  }
}
