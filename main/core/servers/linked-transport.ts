import { Emitter } from '#shared/emitter'
import type { JsonObject, JsonRpcMessage, JsonRpcRequest } from '#shared/json-rpc'
import { LinkError, type CleanupRecord, type LinkEvidence, type Transport } from '../transports/transport.ts'

/** What the far end answers to one request: a result, an error, or nothing at all. */
export type Answer = { result: unknown } | { error: { code: number; message: string; data?: unknown } } | undefined
export type Answers = (request: JsonRpcRequest, link: LinkedTransport) => Answer | Promise<Answer>

/** For tests: a transport whose far end is a function in this process. */
export class LinkedTransport implements Transport {
  readonly kind = 'stdio'
  readonly sent: JsonRpcMessage[] = []
  readonly #messages = new Emitter<JsonRpcMessage>()
  readonly #output = new Emitter<{ source: 'stderr' | 'stdout'; text: string }>()
  readonly #ended = new Emitter<LinkError>()
  readonly #answers: Answers
  readonly #options: { readonly open?: (signal: AbortSignal) => Promise<void>; readonly close?: () => Promise<void> }
  readonly #stderr: string[] = []
  readonly onMessage = this.#messages.on
  readonly onOutput = this.#output.on
  readonly onEnd = this.#ended.on
  version: string | null = null
  state: 'new' | 'open' | 'closed' = 'new'

  constructor(
    answers: Answers,
    options: { readonly open?: (signal: AbortSignal) => Promise<void>; readonly close?: () => Promise<void> } = {},
  ) {
    this.#answers = answers
    this.#options = options
  }

  get pid(): number | null {
    return this.state === 'open' ? 1 : null
  }

  get listenerCount(): number {
    return this.#messages.listenerCount + this.#output.listenerCount + this.#ended.listenerCount
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.#options.open?.(signal)
    if (this.state === 'new') this.state = 'open'
  }

  send(message: JsonRpcMessage): void {
    this.sent.push(message)
    if (!('method' in message && 'id' in message)) return
    void Promise.resolve(this.#answers(message, this)).then(answer => {
      if (answer !== undefined) this.receive({ jsonrpc: '2.0', id: message.id, ...answer })
    })
  }

  /** The far end says something. */
  receive(message: JsonRpcMessage): void {
    if (this.state === 'open') this.#messages.emit(message)
  }

  notify(method: string, params?: JsonObject): void {
    this.receive(params === undefined ? { jsonrpc: '2.0', method } : { jsonrpc: '2.0', method, params })
  }

  print(text: string): void {
    this.#stderr.push(text)
    this.#output.emit({ source: 'stderr', text })
  }

  /** The far end goes away. */
  break(message = 'The process exited with code 1'): void {
    this.state = 'closed'
    this.#ended.emit(new LinkError({ ...this.evidence(message), exit: { code: 1, signal: null } }))
  }

  setProtocolVersion(version: string): void {
    this.version = version
  }

  evidence(message: string): LinkEvidence {
    return evidenceWith({ message, stderrTail: [...this.#stderr] })
  }

  async close(): Promise<CleanupRecord | null> {
    await this.#options.close?.()
    this.state = 'closed'
    return { outcome: 'graceful', pids: [1], durationMs: 0 }
  }
}

/** For tests: evidence of a failure that left nothing but what is given. */
export function evidenceWith(facts: Partial<LinkEvidence>): LinkEvidence {
  return { stderrTail: [], stdoutNoise: [], exit: null, errorCode: null, message: '', http: null, ...facts }
}

/** For tests: the answers of a well-behaved server that offers `tools`. */
export function wellBehaved(tools: readonly string[] = ['echo'], capabilities: JsonObject = { tools: {} }): Answers {
  return ({ method, params }) => {
    switch (method) {
      case 'initialize':
        return {
          result: {
            protocolVersion: params?.protocolVersion,
            capabilities,
            serverInfo: { name: 'linked', version: '1.0.0' },
          },
        }
      case 'ping':
        return { result: {} }
      case 'tools/list':
        return { result: { tools: tools.map(name => ({ name, inputSchema: { type: 'object' } })) } }
      case 'tools/call':
        return { result: { content: [], echoed: params } }
      default:
        return { error: { code: -32601, message: `Method not found: ${method}` } }
    }
  }
}
