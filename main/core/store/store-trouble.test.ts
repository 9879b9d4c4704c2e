import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../log/log.ts'
import { migrate, migrations } from './migrations.ts'
import { openState } from './open-state.ts'
import { availableDrivers, openSqlite } from './sqlite.ts'
import { Store } from './store.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcpproxy-trouble-'))
  file = join(folder, 'state.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe.each(availableDrivers())('%s', driver => {
  const problems: string[] = []
  const open = () => {
    problems.length = 0
    return openState(file, { log: silentLog, onProblem: problem => void problems.push(problem), driver })
  }
  const fill = (rows: number) => {
    // By the driver that lets go of a file when it is closed; libsql does so when it is collected as garbage.
    const { state } = openState(file, { log: silentLog, onProblem: text => expect.fail(text), driver: 'node:sqlite' })
    for (let n = 0; n < rows; n += 1) state.recordStatus({ server: `s${n}`, status: 'ready', at: n })
    state.setFlag('paused', 'yes')
    state.close()
  }

  test('the database is readable by the user alone, and so is what lies beside it', () => {
    const { state } = open()
    state.setFlag('x', '1')
    const files = readdirSync(folder)
    expect(files).toContain('state.db-wal')
    expect(files.map(name => statSync(join(folder, name)).mode & 0o777)).toEqual(files.map(() => 0o600))
    state.close()
  })

  test.each<[string, () => void]>([
    ['that is no database', () => writeFileSync(file, 'not a database, not at all. '.repeat(500))],
    ['whose first page is damaged', () => damage(100, 600)],
    ['whose inner pages are damaged', () => damage(3 * 4_096, 8 * 4_096)],
    ['that breaks off', () => writeFileSync(file, readFileSync(file).subarray(0, 9_000))],
  ])('a database %s is moved aside, never deleted, and a fresh one works', (_what, harm) => {
    fill(2_000)
    harm()
    const before = readFileSync(file)
    const { state, problem } = open()
    const aside = readdirSync(folder).filter(name => /^state\.db\.corrupt-[\dTZ-]+$/.test(name))
    expect(aside.length).toBe(1)
    expect(problem).toBe(
      `The state database was damaged and is kept as ${aside[0]}: history and suspensions start anew.`,
    )
    expect(readFileSync(join(folder, aside[0] ?? '')).equals(before)).toBe(true)
    state.setFlag('fresh', 'yes')
    state.close()
    const again = open()
    expect([again.problem, again.state.flag('fresh'), again.state.flag('paused')]).toEqual([null, 'yes', null])
    again.state.close()
  })

  test('a database from a newer version is left alone, and memory takes its place', () => {
    const newer = openSqlite(file, driver)
    migrate(newer, [...migrations, 'CREATE TABLE future (x)'])
    newer.close()
    const before = readFileSync(file)
    const { state, problem } = open()
    state.setFlag('x', '1')
    expect([problem, state.flag('x')]).toEqual([
      `The state database ${file} was written by a newer MCPProxy: history and suspensions of this run are kept in memory only.`,
      '1',
    ])
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('a database locked by another process is left alone, and memory takes its place, without a long wait', async () => {
    fill(1)
    const holder = spawn(process.execPath, [
      '--no-warnings',
      '-e',
      `
      const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(${JSON.stringify(file)})
      db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE'); console.log('locked'); setInterval(() => {}, 1000)`,
    ])
    try {
      await once(holder.stdout, 'data')
      const startedAt = performance.now()
      const { state, problem } = open()
      expect(performance.now() - startedAt).toBeLessThan(1_000)
      state.setFlag('x', '1')
      expect([problem, state.flag('x'), state.flag('paused')]).toEqual([
        `The state database ${file} is locked by another program: history and suspensions of this run are kept in memory only.`,
        '1',
        null,
      ])
    } finally {
      holder.kill('SIGKILL')
      await once(holder, 'exit')
    }
    const after = open()
    expect(after.state.flag('paused')).toBe('yes')
    after.state.close()
  })

  test('a place where no file can be made leads to memory', () => {
    mkdirSync(file)
    expect(open().problem).toContain('cannot be opened: history and suspensions of this run are kept in memory only.')
    expect(existsSync(file)).toBe(true)
  })

  test('a full disk never throws, is told once a spell, and what matters is written when there is room again', () => {
    const database = openSqlite(file, driver)
    migrate(database)
    const troubles: unknown[] = []
    const store = new Store(database, error => void troubles.push(error))
    const limit = (pages: number) => database.all(`PRAGMA max_page_count = ${pages}`)
    const flood = () => {
      for (let at = 0; at < 300; at += 1)
        store.recordCleanup({ server: `${at}`.repeat(200), at, outcome: 'forced', pids: [], durationMs: 0 })
    }
    limit(Number(database.all('PRAGMA page_count')[0]?.page_count) + 4)
    flood()
    store.setFlag('big', 'x'.repeat(20_000))
    store.setSuspension('a', { reason: 'x'.repeat(20_000), category: 'unknown', sinceAt: 1, failures: 10 })
    expect(troubles.length).toBe(1)
    expect([store.flag('big')?.length, store.suspensions().size]).toEqual([20_000, 1])
    expect(store.cleanups(undefined, 9).length).toBe(9)

    limit(1_000_000)
    store.recordStatus({ server: 'a', status: 'ready', at: 1 })
    expect(store.statusChanges('a', 1).length).toBe(1)
    limit(1)
    flood()
    expect(troubles.length).toBe(2)
    limit(1_000_000)
    store.close()
    const again = open()
    expect([again.problem, again.state.flag('big')?.length, again.state.suspensions().size]).toEqual([null, 20_000, 1])
    again.state.close()
  })

  test('a step of a migration that fails leaves the database as it was', () => {
    fill(1)
    const database = openSqlite(file, driver)
    expect(() => migrate(database, [...migrations, 'CREATE TABLE half (x); nonsense'])).toThrow()
    expect(database.all("SELECT name FROM sqlite_schema WHERE name = 'half'")).toEqual([])
    expect(database.all('PRAGMA user_version')).toEqual([{ user_version: migrations.length }])
    migrate(database, [...migrations, 'CREATE TABLE whole (x)'])
    expect(database.all('SELECT count(*) AS n FROM whole')).toEqual([{ n: 0 }])
    database.close()
  })

  test('a damaged row is left out, the others are read', () => {
    fill(0)
    const database = openSqlite(file, driver)
    database.run('INSERT INTO cleanups (server, at, body) VALUES (?, ?, ?)', 'a', 1, '{"server":')
    database.run('INSERT INTO suspensions (server, body) VALUES (?, ?)', 'a', '{}')
    database.close()
    const { state, problem } = open()
    state.recordCleanup({ server: 'a', at: 2, outcome: 'leaked', pids: [], durationMs: 0 })
    expect([problem, state.cleanups('a', 9).length, state.suspensions().size]).toEqual([null, 1, 0])
    state.close()
    expect(problems).toEqual([])
  })
})

/** Overwrites bytes of the closed database in place. */
function damage(from: number, to: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(to - from, 0xa5), 0, to - from, from)
  closeSync(handle)
}
