import { createServer } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { silentLog } from '#core/log/log'
import { findFreePort } from './find-free-port.ts'
import { findPortOwner, listenerInNetstat, listeningInodes } from './find-port-owner.ts'
import { ProxyServer } from './proxy-server.ts'
import { FakeUpstreams, tool } from './testing/fake-upstreams.ts'
import { initialize, openStream, rpc, send } from './testing/http-client.ts'
import { startProxy } from './testing/start-proxy.ts'

test('closing lets calls finish, ends standing streams at once, and leaves nothing', async () => {
  const timersOf = () => process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
  const timersBefore = timersOf()
  const { upstreams, url, proxy } = await startProxy()
  let finish: (result: unknown) => void = () => {}
  const slow = () => new Promise(resolve => (finish = resolve))
  upstreams.add('a', { tools: [tool('slow')] }, { slow })
  const headers = await initialize(url)
  const { 'content-type': _, ...streamHeaders } = headers
  const stream = await openStream(url, streamHeaders, () => {})
  const call = send(url, 'POST', headers, rpc('tools/call', { name: 'a__slow' }, 1))
  await expect.poll(() => upstreams.requests.length).toBe(1)
  const closed = proxy.close()
  await stream.ended
  expect((await send(url, 'POST', headers, rpc('ping'))).status).toBe(503)
  finish({ content: [] })
  expect((await call).json()).toEqual({ jsonrpc: '2.0', id: 1, result: { content: [] } })
  await closed
  // The client's own timers end with its sockets, a few turns of the loop later.
  for (let turn = 0; turn < 1_000 && timersOf() > timersBefore; turn++) await new Promise(setImmediate)
  expect({
    stats: proxy.stats,
    listeners: upstreams.listenerCount,
    timersLeft: Math.max(0, timersOf() - timersBefore), // one of the runner's own may have ended meanwhile
  }).toEqual({
    stats: { sessions: 0, callsInFlight: 0, subscriptions: 0 },
    listeners: 0,
    timersLeft: 0,
  })
  await expect(send(url, 'GET', {})).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a call that does not end in time is told so', async () => {
  const { upstreams, url, proxy } = await startProxy()
  upstreams.add('a', { tools: [tool('hang')] }, { hang: () => new Promise(() => {}) })
  const headers = await initialize(url)
  const call = send(url, 'POST', headers, rpc('tools/call', { name: 'a__hang' }, 1))
  await expect.poll(() => upstreams.requests.length).toBe(1)
  await proxy.close({ graceMs: 50 })
  expect((await call).json()).toEqual({
    jsonrpc: '2.0',
    id: 1,
    error: { code: -32000, message: 'MCPProxy is shutting down' },
  })
})

test('a taken port is named, with its owner and the next free one', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const { port: taken } = blocker.address() as { port: number }
  const fresh = new ProxyServer({ upstreams: new FakeUpstreams(), log: silentLog, version: '1', describe: () => '' })
  await expect(fresh.listen('127.0.0.1', taken)).rejects.toMatchObject({ code: 'PORT_TAKEN', details: { port: taken } })
  await expect(fresh.listen('0.0.0.0', taken)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  const next = (await findFreePort('127.0.0.1', taken)) ?? 0
  expect(next).toBeGreaterThan(taken)
  expect((await fresh.listen('127.0.0.1', next)).url).toBe(`http://127.0.0.1:${next}/mcp`)
  if (process.platform === 'linux') expect(await findPortOwner(taken)).toBe(`node (pid ${process.pid})`)
  expect(await findPortOwner(1)).toBeNull()
  await Promise.all([fresh.close(), new Promise(resolve => blocker.close(resolve))])
})

test('people call tools by the same names', async () => {
  await using endpoint = await startProxy()
  const { upstreams, proxy } = endpoint
  upstreams.add('a', { tools: [tool('x', { title: 'X', description: 'does x' })] })
  expect(proxy.listTools('a')).toEqual([
    {
      name: 'a__x',
      server: 'a',
      originalName: 'x',
      title: 'X',
      description: 'does x',
      inputSchema: { type: 'object' },
    },
  ])
  expect(proxy.listTools('b')).toEqual([])
  expect(await proxy.callTool('a__x', { n: 1 })).toMatchObject({ content: [{ type: 'text', text: '{"n":1}' }] })
  await expect(proxy.callTool('a__y', {})).rejects.toMatchObject({
    code: 'TOOL_UNKNOWN',
    message: 'Unknown tool "a__y"',
  })
  upstreams.gone('a')
  await expect(proxy.callTool('a__x', {})).rejects.toThrow(
    'Unknown tool "a__x": server a is retrying: command not found',
  )
})

test('the tables of Linux and Windows are read as they are', () => {
  const linux = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0',
    '   1: 0100007F:1F90 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1',
  ].join('\n')
  expect(listeningInodes(linux, 8080)).toEqual(['4711'])
  const windows = [
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  TCP    127.0.0.1:8080         127.0.0.1:50000        HERGESTELLT      12',
    '  TCP    127.0.0.1:8080         0.0.0.0:0              ABHÖREN          4711',
  ].join('\r\n')
  expect(listenerInNetstat(windows, 8080)).toBe(4711)
  expect(listenerInNetstat(windows, 80)).toBeNull()
})
