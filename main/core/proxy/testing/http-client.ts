import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import type { JsonObject } from '#shared/json-rpc'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly json: () => JsonObject
}

export const mcpHeaders = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

/** One HTTP request with node's own client: no header is added that was not asked for. */
export function send(
  url: string,
  method: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const json = () => JSON.parse(text) as JsonObject
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Opens an event stream and hands each event's text to `onEvent`; resolves with its status once the headers are there. */
export function openStream(
  url: string,
  headers: Record<string, string>,
  onEvent: (event: { readonly id: string | null; readonly data: JsonObject }) => void,
  options: { readonly method?: string; readonly body?: string } = {},
): Promise<{ readonly status: number; readonly ended: Promise<void>; readonly close: () => void }> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', body } = options
    const sent = request(
      url,
      { method, headers: { accept: 'text/event-stream', ...headers }, agent: false },
      response => {
        let rest = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          const blocks = (rest + chunk).split('\n\n')
          rest = blocks.pop() ?? ''
          for (const block of blocks) {
            const id = /^id: (.*)$/m.exec(block)?.[1] ?? null
            const data = /^data: (.*)$/m.exec(block)?.[1]
            if (data !== undefined) onEvent({ id, data: JSON.parse(data) as JsonObject })
          }
        })
        const ended = new Promise<void>(done => response.once('close', () => done()))
        resolve({ status: response.statusCode ?? 0, ended, close: () => sent.destroy() })
      },
    )
    sent.on('error', error => reject(error)) // after the headers nobody waits for it
    sent.end(body)
  })
}

/** Writes raw bytes to a port and returns all that comes back until the connection ends, or `limitMs`. */
export function sendRaw(port: number, bytes: string | Buffer, limitMs = 5_000): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    const timer = setTimeout(() => socket.destroy(), limitMs)
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(text)
    })
  })
}

const ids = { last: 0 }
export const rpc = (method: string, params?: JsonObject, id: string | number = ++ids.last): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) })

/** Initializes and returns the headers that later requests need. */
export async function initialize(url: string, protocolVersion = '2025-11-25'): Promise<Record<string, string>> {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const answer = await send(url, 'POST', mcpHeaders, rpc('initialize', params))
  const headers = { ...mcpHeaders, 'mcp-session-id': String(answer.headers['mcp-session-id']) }
  await send(url, 'POST', headers, JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }))
  return headers
}
