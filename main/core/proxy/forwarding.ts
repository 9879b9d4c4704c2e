import { RpcError, type Upstreams } from '#core/servers/upstreams'
import { isObject, rpcCode, type JsonObject } from '#shared/json-rpc'
import type { Call } from './call.ts'
import type { Catalogue, Target } from './catalogue.ts'
import type { ClientSession } from './client-session.ts'
import type { Route } from './resource-routes.ts'
import { exposePromptResult, exposeReadResult, exposeToolResult } from './result-uris.ts'
import { invalidParams } from './rpc-reply.ts'
import type { Subscriptions } from './subscriptions.ts'
import type { UpstreamCalls } from './upstream-calls.ts'

interface ForwardingParts {
  readonly upstreams: Upstreams
  readonly catalogue: Catalogue
  readonly calls: UpstreamCalls
  readonly subscriptions: Subscriptions
}

/** Requests that a server answers: finds which, and translates names and URIs on the way there and back. */
export class Forwarding {
  readonly #parts: ForwardingParts

  constructor(parts: ForwardingParts) {
    this.#parts = parts
  }

  async callTool({ scope }: ClientSession, params: JsonObject, call: Call): Promise<unknown> {
    const { catalogue, calls } = this.#parts
    const { server, original } = await this.#target('tool', scope, params, call)
    const result = await calls.forward(call, server, 'tools/call', params, { name: original })
    return scope === null ? exposeToolResult(result, uri => catalogue.exposeUri(scope, server, uri)) : result
  }

  async getPrompt({ scope }: ClientSession, params: JsonObject, call: Call): Promise<unknown> {
    const { catalogue, calls } = this.#parts
    const { server, original } = await this.#target('prompt', scope, params, call)
    const result = await calls.forward(call, server, 'prompts/get', params, { name: original })
    return scope === null ? exposePromptResult(result, uri => catalogue.exposeUri(scope, server, uri)) : result
  }

  async readResource({ scope }: ClientSession, params: JsonObject, call: Call): Promise<unknown> {
    const { catalogue, calls } = this.#parts
    const asked = textOf(params, 'uri')
    const { server, original } = found(catalogue.resource(scope, asked), asked)
    const result = await calls.forward(call, server, 'resources/read', params, { uri: original })
    return exposeReadResult(result, uri => (uri === original ? asked : catalogue.exposeUri(scope, server, uri)))
  }

  async subscribe(session: ClientSession, params: JsonObject, call: Call): Promise<unknown> {
    const { catalogue, subscriptions, upstreams, calls } = this.#parts
    const asked = textOf(params, 'uri')
    const { server, original } = found(catalogue.resource(session.scope, asked), asked)
    const link = upstreams.get(server)?.session ?? (await calls.link(server, call.signal))
    return subscriptions.subscribe(session, server, link, { ...params, uri: original }, asked)
  }

  async unsubscribe(session: ClientSession, params: JsonObject): Promise<unknown> {
    const { catalogue, subscriptions } = this.#parts
    const asked = textOf(params, 'uri')
    const { server, original } = found(catalogue.resource(session.scope, asked), asked)
    return subscriptions.unsubscribe(session, server, { ...params, uri: original })
  }

  async complete({ scope }: ClientSession, params: JsonObject, call: Call): Promise<unknown> {
    const { catalogue, calls } = this.#parts
    const { ref } = params
    if (!isObject(ref)) throw invalidParams('ref must be an object')
    if (ref.type === 'ref/prompt') {
      const { server, original } = await this.#target('prompt', scope, ref, call)
      return calls.forward(call, server, 'completion/complete', params, { ref: { ...ref, name: original } })
    }
    const uri = textOf(ref, 'uri')
    const template = catalogue.template(scope, uri)
    const { server, original } = found(template.kind === 'found' ? template : catalogue.resource(scope, uri), uri)
    return calls.forward(call, server, 'completion/complete', params, { ref: { ...ref, uri: original } })
  }

  #target(what: 'tool' | 'prompt', scope: string | null, params: JsonObject, call: Call): Target | Promise<Target> {
    const { catalogue, calls } = this.#parts
    const name = textOf(params, 'name')
    const lookUp = () => catalogue[what](scope, name)
    return (
      lookUp() ??
      calls.find(
        what,
        name,
        lookUp,
        () => catalogue.likelyServers(name),
        () => call.signal,
      )
    )
  }
}

function textOf(params: JsonObject, field: string): string {
  const value = params[field]
  if (typeof value !== 'string') throw invalidParams(`${field} must be a string`)
  return value
}

function found(route: Route, uri: string): Target {
  if (route.kind === 'found') return route
  const data = { uri }
  if (route.kind === 'unknown') throw new RpcError(rpcCode.resourceNotFound, `No server has the resource ${uri}`, data)
  const message = `Several servers have the resource ${uri}; use one of ${route.uris.join(', ')}`
  throw new RpcError(rpcCode.resourceNotFound, message, data)
}
