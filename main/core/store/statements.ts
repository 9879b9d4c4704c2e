import { retention } from './retention.ts'

/** Tables of things that happened, each with its instant. */
export const histories = [
  { table: 'attempts', at: 'started_at' },
  { table: 'status_changes', at: 'at' },
  { table: 'cleanups', at: 'at' },
] as const
export type History = (typeof histories)[number]

/** Every statement that runs while servers run; a test sees that each goes by an index and takes under 20 ms. */
export const statements = {
  // The same attempt is recorded again as it goes on, and keeps its place.
  putAttempt: `INSERT INTO attempts (id, server, started_at, body) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET server = excluded.server, started_at = excluded.started_at, body = excluded.body`,
  attempts: 'SELECT body FROM attempts WHERE server = ? ORDER BY started_at DESC, seq DESC LIMIT ?',
  putStatus: 'INSERT INTO status_changes (server, status, at) VALUES (?, ?, ?)',
  statusChanges: 'SELECT server, status, at FROM status_changes WHERE server = ? ORDER BY at DESC, seq DESC LIMIT ?',
  putCleanup: 'INSERT INTO cleanups (server, at, body) VALUES (?, ?, ?)',
  cleanups: 'SELECT body FROM cleanups ORDER BY at DESC, seq DESC LIMIT ?',
  cleanupsOfServer: 'SELECT body FROM cleanups WHERE server = ? ORDER BY at DESC, seq DESC LIMIT ?',
  suspensions: 'SELECT server, body FROM suspensions',
  putSuspension:
    'INSERT INTO suspensions (server, body) VALUES (?, ?) ON CONFLICT (server) DO UPDATE SET body = excluded.body',
  dropSuspension: 'DELETE FROM suspensions WHERE server = ?',
  flags: 'SELECT key, value FROM flags',
  putFlag: 'INSERT INTO flags (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  dropFlag: 'DELETE FROM flags WHERE key = ?',
} as const

/** After each insert, so that no server ever has more: rows beyond the newest, a few at a time. */
export const trimHistory = ({ table, at }: History): string =>
  `DELETE FROM ${table} WHERE seq IN (
     SELECT seq FROM ${table} WHERE server = ? ORDER BY ${at} DESC, seq DESC LIMIT 10 OFFSET ${retention.newest})`

/** A slice of what is older than an instant: 50 rows take about 1 ms, 200 took 7. */
export const pruneHistory = ({ table, at }: History): string =>
  `DELETE FROM ${table} WHERE seq IN (SELECT seq FROM ${table} WHERE ${at} < ? ORDER BY ${at} LIMIT 50)`
