import { sleep } from '#shared/sleep'
import type { Measurement } from './support/budget.ts'
import { fixtureServer, MeasuredCore } from './support/measured-core.ts'

const count = 50
/** What start-up leaves to do, such as the first sampling of processes, is over by then. */
const settleMs = 5_000
const watchedMs = 20_000

/** A core with ready servers and nobody who asks: what it does then, it does all day. */
export async function benchIdle(): Promise<Measurement[]> {
  await using core = await MeasuredCore.start(Array.from({ length: count }, (_, i) => fixtureServer(`server-${i}`)))
  await core.until(`${count} of ${count} connected`)
  await sleep(settleMs)
  const before = await core.report('quiet')
  const startedAtMs = performance.now()
  await sleep(watchedMs)
  const { cpuMs } = await core.report('quiet')
  const usedMs = cpuMs - before.cpuMs
  return [
    {
      what: `idle CPU with ${count} ready servers, of one core`,
      value: (100 * usedMs) / (performance.now() - startedAtMs),
      unit: '%',
      budget: 1,
      sense: 'at most',
      reference: `${usedMs.toFixed(0)} ms in ${watchedMs / 1_000} s`,
    },
  ]
}
