import { Agent, request } from 'node:http'

/** Posts JSON and reads the whole answer. */
export function post(
  url: string,
  body: object,
  agent: Agent,
  headers: Record<string, string> = {},
): Promise<{ text: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      },
      response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve({ text: Buffer.concat(chunks).toString(), headers: response.headers }))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(JSON.stringify(body))
  })
}

/** Initializes a session at the endpoint; returns the headers that its requests carry. */
export async function openSession(url: string, agent: Agent): Promise<Record<string, string>> {
  const initialize = {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
  }
  const { headers, text } = await post(url, initialize, agent)
  const id = headers['mcp-session-id']
  if (typeof id !== 'string') throw new Error(`No session: ${text}`)
  const session = { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' }
  await post(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, agent, session)
  return session
}

export interface LoadResult {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly callsPerSecond: number
}

/** Calls `echo` so many times with so many in flight, and checks every answer. */
export async function callEcho(
  url: string,
  tool: string,
  { calls, inFlight, headers = {} }: { calls: number; inFlight: number; headers?: Record<string, string> },
  agent: Agent,
): Promise<LoadResult> {
  const latencies: number[] = []
  let next = 0
  const worker = async () => {
    while (next < calls) {
      const id = ++next
      const text = `message ${id}`
      const params = { name: tool, arguments: { text } }
      const startedAtMs = performance.now()
      const answer = await post(url, { jsonrpc: '2.0', id, method: 'tools/call', params }, agent, headers)
      latencies.push(performance.now() - startedAtMs)
      if (!answer.text.includes(text)) throw new Error(`Wrong answer to ${text}: ${answer.text.slice(0, 200)}`)
    }
  }
  const startedAtMs = performance.now()
  await Promise.all(Array.from({ length: inFlight }, worker))
  const seconds = (performance.now() - startedAtMs) / 1_000
  const sorted = latencies.toSorted((a, b) => a - b)
  const percentile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50Ms: percentile(0.5), p99Ms: percentile(0.99), callsPerSecond: calls / seconds }
}
