import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { median, type Measurement } from './support/budget.ts'
import { fixtureFile, fixtureServer, MeasuredCore } from './support/measured-core.ts'

const many = 100
const concurrency = 20
const rounds = 5
const servers = (count: number) => Array.from({ length: count }, (_, i) => fixtureServer(`server-${i}`))

/** The port must open whatever the servers do: 100 of them, a tenth hung, against none. */
export async function benchPortOpen(): Promise<Measurement[]> {
  const crowd = servers(many).map((server, i) =>
    i % 10 === 0 ? { ...server, args: [...server.args, '--hang'] } : server,
  )
  const times = { empty: [] as number[], crowded: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const [kind, list] of [
      ['empty', []],
      ['crowded', crowd],
    ] as const) {
      await using core = await MeasuredCore.start(list)
      times[kind].push(await core.untilOpen())
    }
  }
  const [empty, crowded] = [median(times.empty), median(times.crowded)]
  return [
    {
      what: `port open, ${many} configured servers of which ${many / 10} hang, against an empty core`,
      value: crowded / empty,
      unit: '×',
      budget: 1.5,
      sense: 'at most',
      reference: `${crowded.toFixed(0)} ms against ${empty.toFixed(0)} ms`,
    },
  ]
}

/** 100 servers ready, against spawning and handshaking them with nothing in between; then their memory, and their stop. */
export async function benchManyServers(): Promise<Measurement[]> {
  const bare: number[] = []
  const ours: number[] = []
  const stops: number[] = []
  let emptyMb = 0
  let crowdedMb = 0
  for (let round = 0; round < 3; round++) {
    bare.push(await readyBare(many))
    await using core = await MeasuredCore.start(servers(many), {
      connection_management: { max_concurrent_connections: concurrency },
    })
    const openMs = await core.untilOpen()
    ours.push((await core.until(`${many} of ${many} connected`)) - openMs)
    crowdedMb = (await core.report()).rssBytes / 2 ** 20
    stops.push(await core.stop())
    await using empty = await MeasuredCore.start([])
    await empty.until('/mcp')
    emptyMb = (await empty.report()).rssBytes / 2 ** 20
  }
  const [bareMs, oursMs] = [median(bare), median(ours)]
  return [
    {
      what: `${many} stdio servers ready, against spawning and handshaking them bare, ${concurrency} at once`,
      value: oursMs / bareMs,
      unit: '×',
      budget: 1.2,
      sense: 'at most',
      reference: `${(oursMs / 1000).toFixed(2)} s against ${(bareMs / 1000).toFixed(2)} s`,
    },
    {
      what: 'headless core, no servers, memory',
      value: emptyMb,
      unit: 'MB',
      budget: 90,
      sense: 'at most',
      reference: 'resident set',
    },
    {
      what: 'memory for each connected server',
      value: (crowdedMb - emptyMb) / many,
      unit: 'MB',
      budget: 1,
      sense: 'at most',
      reference: `${crowdedMb.toFixed(0)} MB with ${many}`,
    },
    {
      what: `stop of ${many} servers, verified (they need no grace)`,
      value: median(stops) / 1000,
      unit: 's',
      budget: 2,
      sense: 'at most',
      reference: stops.map(ms => `${ms.toFixed(0)} ms`).join(', '),
    },
  ]
}

/** Spawns, initializes and lists as many servers with nothing but pipes. */
async function readyBare(count: number): Promise<number> {
  const children: ChildProcess[] = []
  const startedAtMs = performance.now()
  let next = 0
  const worker = async () => {
    while (next++ < count) children.push(await handshake())
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  const elapsedMs = performance.now() - startedAtMs
  await Promise.all(children.map(child => new Promise(resolve => child.once('exit', resolve) && child.kill('SIGKILL'))))
  return elapsedMs
}

function handshake(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fixtureFile], { stdio: ['pipe', 'pipe', 'pipe'] })
  const send = (message: object) => child.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n')
  send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bare', version: '1' } },
  })
  return new Promise(resolve => {
    createInterface({ input: child.stdout }).on('line', line => {
      const { id } = JSON.parse(line) as { id: number }
      if (id === 2) return resolve(child)
      send({ method: 'notifications/initialized' })
      send({ id: 2, method: 'tools/list', params: {} })
    })
  })
}
