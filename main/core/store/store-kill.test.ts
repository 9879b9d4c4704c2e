import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sleep } from '#shared/sleep'
import { silentLog } from '../log/log.ts'
import { openState } from './open-state.ts'
import { availableDrivers } from './sqlite.ts'

const rounds = 6

test.each(availableDrivers())(
  'kill -9 in the middle of writing loses nothing acknowledged (%s)',
  { timeout: 60_000 },
  async driver => {
    const folder = await mkdtemp(join(tmpdir(), 'mcpproxy-kill-'))
    const file = join(folder, 'state.db')
    try {
      let acknowledged = -1
      for (let round = 0; round < rounds; round += 1) {
        const fixture = new URL('write-until-killed.fixture.ts', import.meta.url).pathname
        const child = spawn(process.execPath, ['--no-warnings', fixture, file, driver, String(acknowledged + 1)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let output = ''
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
        await once(child.stdout, 'data')
        await sleep(Math.random() * 120)
        child.kill('SIGKILL')
        await once(child, 'close')
        // The last line may have been cut by the kill.
        const lines = output.slice(0, output.lastIndexOf('\n')).split('\n')
        const first = acknowledged + 1
        expect(lines).toEqual(lines.map((_, index) => String(first + index)))
        acknowledged = first + lines.length - 1

        const { state, problem } = openState(file, { log: silentLog, onProblem: text => expect.fail(text), driver })
        expect(problem).toBeNull()
        const found = new Set(
          Array.from({ length: 400 }, (_, n) => state.attempts(`s${n}`, 500).map(({ id }) => id)).flat(),
        )
        const lost = Array.from({ length: acknowledged + 1 }, (_, n) => String(n)).filter(id => !found.has(id))
        expect(lost.slice(0, 5)).toEqual([])
        expect(Number(state.flag('last'))).toBeGreaterThanOrEqual(acknowledged - (acknowledged % 3))
        acknowledged = Math.max(...[...found].map(Number)) // one more may be written than was acknowledged
        state.close()
      }
      expect(acknowledged).toBeGreaterThan(rounds * 10)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
