import { writeSync } from 'node:fs'
import { silentLog } from '../log/log.ts'
import { openState } from './open-state.ts'
import type { SqliteDriver } from './sqlite.ts'

// Records attempts and says the number of each one when it is acknowledged, until somebody kills it.
const [file = '', driver = '', from = '0'] = process.argv.slice(2)
const onProblem = (problem: string) => void writeSync(1, `${problem}\n`)
const { state, problem } = openState(file, { log: silentLog, onProblem, driver: driver as SqliteDriver })
if (problem !== null) onProblem(problem)
for (let n = Number(from); ; n += 1) {
  const failure = null
  state.recordAttempt({
    id: String(n),
    server: `s${n % 400}`,
    startedAt: n,
    endedAt: n,
    outcome: 'failed',
    phases: [],
    failure,
  })
  if (n % 3 === 0) state.setFlag('last', String(n))
  writeSync(1, `${n}\n`)
}
