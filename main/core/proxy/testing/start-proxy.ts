import { silentLog } from '#core/log/log'
import { ProxyServer, type ProxyServerOptions } from '../proxy-server.ts'
import { FakeUpstreams } from './fake-upstreams.ts'

/** A real endpoint on a free port in front of servers in memory. */
export async function startProxy(options: Partial<ProxyServerOptions> = {}) {
  const upstreams = new FakeUpstreams()
  const describe = () => 'retrying: command not found'
  const proxy = new ProxyServer({ upstreams, log: silentLog, version: '9.9.9', describe, ...options })
  const { url, port } = await proxy.listen('127.0.0.1', 0)
  return { upstreams, proxy, url, port, [Symbol.asyncDispose]: () => proxy.close({ graceMs: 0 }) }
}
