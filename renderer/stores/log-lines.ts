import type { LogLine } from '#shared/ipc/contract'

/** A line with a number of its own, so that lists can keep it apart from an equal one. */
export interface NumberedLine extends LogLine {
  readonly id: number
}

export const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const
export type Level = (typeof levels)[number]

/** Lines kept in the window; older ones are in the log file. */
export const keptLines = 5_000

/** Puts lines that arrived while the past was being read behind it, without those that the past already holds. */
export function joinPast(past: readonly LogLine[], live: readonly LogLine[]): readonly LogLine[] {
  const last = past.at(-1)
  if (!last) return live
  const same = (line: LogLine) => `${line.source} ${line.text}`
  const known = new Set(past.filter(line => line.at === last.at).map(same))
  return [...past, ...live.filter(line => line.at > last.at || (line.at === last.at && !known.has(same(line))))]
}

/** Appends lines, numbering them on, and drops the oldest beyond {@link keptLines}. */
export function appendLines(
  lines: readonly NumberedLine[],
  more: readonly LogLine[],
  limit = keptLines,
): readonly NumberedLine[] {
  if (more.length === 0) return lines
  const first = (lines.at(-1)?.id ?? -1) + 1
  return [...lines, ...more.map((line, index) => ({ ...line, id: first + index }))].slice(-limit)
}

/** Lines at least as grave as `least` that contain `text`, whatever the case. */
export function filterLines(lines: readonly NumberedLine[], least: Level, text: string): readonly NumberedLine[] {
  const rank = levels.indexOf(least)
  const wanted = text.trim().toLowerCase()
  if (rank === 0 && wanted === '') return lines
  return lines.filter(
    line => levels.indexOf(line.level) >= rank && (wanted === '' || line.text.toLowerCase().includes(wanted)),
  )
}
