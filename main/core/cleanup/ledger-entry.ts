/** One line of the ledger. Each stands for itself, so that a torn or foreign line costs only itself. */
export type LedgerEntry =
  | {
      readonly kind: 'intent'
      readonly attempt: string
      /** `<data folder id>:<run id>` */
      readonly run: string
      readonly server: string
      readonly bootId: string | null
      /** The control group made for it. */
      readonly group: string | null
    }
  | ({ readonly kind: 'process'; readonly attempt: string } & LedgerProcess)
  | { readonly kind: 'end'; readonly attempt: string }

export interface LedgerProcess {
  readonly pid: number
  readonly startTime: string
  /** Process group. */
  readonly pgid: number
}

/** What an earlier or the present run started and has not proven gone. */
export interface LedgerAttempt {
  readonly attempt: string
  readonly run: string
  readonly server: string
  readonly bootId: string | null
  readonly group: string | null
  /** By pid: a reused one replaces the first. */
  readonly processes: Map<number, LedgerProcess>
}

export type LedgerState = Map<string, LedgerAttempt>

export const formatEntry = (entry: LedgerEntry): string => `${JSON.stringify(entry)}\n`

/** All lines that still mean something. */
export function* entriesOf(state: Iterable<LedgerAttempt>): Generator<LedgerEntry> {
  for (const { processes, ...attempt } of state) {
    yield { kind: 'intent', ...attempt }
    for (const process of processes.values()) yield { kind: 'process', attempt: attempt.attempt, ...process }
  }
}

export function applyEntry(state: LedgerState, entry: LedgerEntry): void {
  if (entry.kind === 'intent') {
    const { attempt, run, server, bootId, group } = entry
    state.set(attempt, { attempt, run, server, bootId, group, processes: new Map() })
  } else if (entry.kind === 'end') {
    state.delete(entry.attempt)
  } else {
    const { pid, startTime, pgid } = entry
    state.get(entry.attempt)?.processes.set(pid, { pid, startTime, pgid })
  }
}

/**
 * Reads a ledger, whatever state it is in: lines that are torn, damaged or unknown are passed over.
 * Left out is what belongs to another data folder (a copied file) or to another boot, whose pids mean nothing now.
 */
export function readLedger(
  text: string,
  { folderId, bootId }: { readonly folderId: string; readonly bootId: string | null },
): LedgerState {
  const state: LedgerState = new Map()
  for (const line of text.split('\n')) {
    const entry = parseLine(line)
    if (entry === null) continue
    if (entry.kind === 'intent') {
      if (!entry.run.startsWith(`${folderId}:`)) continue
      if (entry.bootId !== null && bootId !== null && entry.bootId !== bootId) continue
    }
    applyEntry(state, entry)
  }
  return state
}

/** By hand: the reaper reads this too, and must be quick to load. */
function parseLine(line: string): LedgerEntry | null {
  if (line.trim() === '') return null
  let value: Record<string, unknown> | null
  try {
    value = JSON.parse(line) as Record<string, unknown> | null
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { kind, attempt, run, server, bootId, group, pid, startTime, pgid } = value
  if (!isText(attempt)) return null
  if (kind === 'end') return { kind, attempt }
  if (kind === 'intent') {
    if (!isText(run) || !isText(server) || !isTextOrNull(bootId) || !isTextOrNull(group)) return null
    return { kind, attempt, run, server, bootId, group }
  }
  if (kind !== 'process' || !isPid(pid) || !isPid(pgid) || !isText(startTime)) return null
  return { kind, attempt, pid, startTime, pgid }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
/** 0 would mean our own group, 1 is the system. */
const isPid = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 1
