import { Agent } from 'node:http'
import type { Measurement } from './support/budget.ts'
import { median } from './support/budget.ts'
import { callEcho, openSession, type LoadResult } from './support/load.ts'
import { fixtureFile, fixtureServer, freePort, MeasuredCore } from './support/measured-core.ts'
import { fileOf, MeasuredProcess } from './support/measured-process.ts'

const warmUp = 2_000
const calls = 3_000
const rounds = 5

interface Side {
  readonly url: string
  readonly tool: string
  readonly headers: Record<string, string>
  readonly process: MeasuredProcess
  readonly single: LoadResult[]
  readonly many: LoadResult[]
  readonly cpuMsPerCall: number[]
}

/** A proxied `tools/call` against the least that can stand in its place; rounds alternate, so that noise hits both. */
export async function benchCalls(): Promise<Measurement[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const passThroughPort = await freePort()
  await using raw = new MeasuredProcess(fileOf('./support/pass-through.mjs', import.meta.url), [
    String(passThroughPort),
    process.execPath,
    fixtureFile,
  ])
  await using core = await MeasuredCore.start([fixtureServer('one')])
  await raw.until('listening')
  await core.untilOpen()
  const url = `http://127.0.0.1:${core.port}/mcp`
  const side = (process: MeasuredProcess, at: string, tool: string, headers = {}): Side => ({
    url: at,
    tool,
    headers,
    process,
    single: [],
    many: [],
    cpuMsPerCall: [],
  })
  const sides = [
    side(raw, `http://127.0.0.1:${passThroughPort}/`, 'echo'),
    side(core, url, 'one__echo', await openSession(url, agent)),
  ] as const
  for (const one of sides) await load(one, agent, warmUp, 64)
  await core.report('reset')
  for (let round = 0; round < rounds; round++) for (const one of sides) await measure(one, agent)
  const delay = (await core.report()).eventLoopDelayP99Ms
  agent.destroy()
  const [bare, ours] = sides
  const of = (side: Side, pick: (result: LoadResult) => number, list: 'single' | 'many') => median(side[list].map(pick))
  const p50 = (side: Side) => of(side, result => result.p50Ms, 'single')
  const rate = (side: Side) => of(side, result => result.callsPerSecond, 'many')
  const cpu = (side: Side) => median(side.cpuMsPerCall)
  return [
    {
      what: 'proxied `tools/call`, p50, one in flight, against a raw pass-through',
      value: p50(ours) / p50(bare),
      unit: '×',
      budget: 1.5,
      sense: 'at most',
      reference: `${p50(ours).toFixed(3)} ms against ${p50(bare).toFixed(3)} ms`,
    },
    {
      what: 'CPU per proxied call, 64 in flight, against a raw pass-through',
      value: cpu(ours) / cpu(bare),
      unit: '×',
      budget: 2.2,
      sense: 'at most',
      reference: `${cpu(ours).toFixed(3)} ms against ${cpu(bare).toFixed(3)} ms`,
    },
    {
      what: 'calls a second, 64 in flight, against a raw pass-through',
      value: rate(ours) / rate(bare),
      unit: '×',
      budget: 0.68,
      sense: 'at least',
      reference: `${rate(ours).toFixed(0)}/s against ${rate(bare).toFixed(0)}/s`,
    },
    {
      what: 'event-loop delay of the core under that load, p99',
      value: delay,
      unit: 'ms',
      budget: 20,
      sense: 'at most',
      reference: `${rounds * calls * 2} calls`,
    },
  ]
}

const load = (side: Side, agent: Agent, count: number, inFlight: number) =>
  callEcho(side.url, side.tool, { calls: count, inFlight, headers: side.headers }, agent)

async function measure(side: Side, agent: Agent): Promise<void> {
  side.single.push(await load(side, agent, calls, 1))
  const before = (await side.process.report()).cpuMs
  side.many.push(await load(side, agent, calls, 64))
  side.cpuMsPerCall.push(((await side.process.report()).cpuMs - before) / calls)
}
