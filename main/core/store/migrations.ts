import type { Sqlite } from './sqlite.ts'

/** Step n brings a database from version n to n + 1. A step that was released is never changed. */
export const migrations: readonly string[] = [
  `CREATE TABLE attempts (
     seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, server TEXT NOT NULL, started_at REAL NOT NULL, body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX attempts_by_server ON attempts (server, started_at, seq);
   CREATE INDEX attempts_by_age ON attempts (started_at);
   CREATE TABLE status_changes (
     seq INTEGER PRIMARY KEY, server TEXT NOT NULL, at REAL NOT NULL, status TEXT NOT NULL
   ) STRICT;
   CREATE INDEX status_changes_by_server ON status_changes (server, at, seq);
   CREATE INDEX status_changes_by_age ON status_changes (at);
   CREATE TABLE cleanups (
     seq INTEGER PRIMARY KEY, server TEXT NOT NULL, at REAL NOT NULL, body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX cleanups_by_server ON cleanups (server, at, seq);
   CREATE INDEX cleanups_by_age ON cleanups (at, seq);
   CREATE TABLE suspensions (server TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE flags (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
]

/** The database was written by a newer version of this program: it is left alone. */
export class NewerDatabaseError extends Error {
  constructor(version: number) {
    super(`It has version ${version}; this program knows versions up to ${migrations.length}`)
    this.name = 'NewerDatabaseError'
  }
}

/**
 * Brings the database to the current version, all or nothing.
 *
 * @throws {NewerDatabaseError}
 */
export function migrate(database: Sqlite, steps: readonly string[] = migrations): void {
  database.transaction(() => {
    const version = Number(database.all('PRAGMA user_version')[0]?.user_version)
    if (version > steps.length) throw new NewerDatabaseError(version)
    for (const step of steps.slice(version)) database.execute(step)
    database.execute(`PRAGMA user_version = ${steps.length}`)
  })
}
