import { serverSchema, type ServerConfig } from '#shared/config'
import type { JsonRpcMessage } from '#shared/json-rpc'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProcessTable } from '../process/create-process-table.ts'
import { createTransport, type TransportDependencies } from './create-transport.ts'
import { createDispatcher } from './dispatcher.ts'

async function dependencies(): Promise<TransportDependencies> {
  return {
    dispatcher: await createDispatcher({}),
    table: createProcessTable(),
    environment: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    run: 'folder:run',
    newId: () => 'attempt-1',
    redact: text => text,
    stop: () => ({ killTimeoutMs: 500, verify: true }),
  }
}
const server = (more: object): ServerConfig => serverSchema.parse({ name: 'one', ...more })

test.each([
  [{ command: 'node' }, 'stdio'],
  [{ url: 'http://127.0.0.1:1/mcp' }, 'streamable-http'], // auto begins with it
  [{ url: 'http://127.0.0.1:1/mcp', protocol: 'http' }, 'streamable-http'],
  [{ url: 'http://127.0.0.1:1/sse', protocol: 'sse' }, 'sse'],
])('%j makes a link of kind %s', async (config, kind) => {
  const transport = createTransport(server(config), await dependencies())
  expect(transport.kind).toBe(kind)
  await transport.close()
})

test('a child gets its own variables and our marker, and nothing of Electron', async () => {
  const fixture = join(import.meta.dirname, '../../../e2e/fixtures/mcp-server.mjs')
  const config = server({ command: process.execPath, args: [fixture], env: { OWN: 'yes' }, working_dir: tmpdir() })
  const transport = createTransport(config, await dependencies())
  const messages: JsonRpcMessage[] = []
  transport.onMessage(message => messages.push(message))
  await transport.open(new AbortController().signal)
  const names = ['OWN', 'MCPPROXY_RUN', 'MCPPROXY_SERVER', 'MCPPROXY_ATTEMPT', 'ELECTRON_RUN_AS_NODE']
  for (const [id, name] of names.entries()) {
    transport.send({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'env', arguments: { name } } })
  }
  await expect.poll(() => messages.length).toBe(names.length)
  expect(messages.map(message => 'result' in message && message.result)).toMatchObject(
    ['yes', 'folder:run', 'one', 'attempt-1', '(unset)'].map(text => ({ content: [{ text }] })),
  )
  expect(await transport.close()).toMatchObject({ outcome: 'graceful' })
})
