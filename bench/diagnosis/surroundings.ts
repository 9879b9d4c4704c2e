import { once } from 'node:events'
import * as http from 'node:http'
import * as https from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AsyncDisposables } from '#shared/disposable'
import { certificate, expiredCertificate, key } from '../../e2e/fixtures/http-certificates.mjs'
import { answers } from './broken-remote.ts'
import type { Surroundings } from './broken-program.ts'

/** Starts what broken programs run into; everything is gone when `owned` is disposed. */
export async function createSurroundings(owned: AsyncDisposables): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'mcpproxy-broken-'))
  owned.defer(() => rm(folder, { recursive: true, force: true }))
  const listen = async (server: Server, host = '127.0.0.1'): Promise<number> => {
    const sockets = new Set<Socket>()
    server.on('connection', socket => {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    })
    server.listen(0, host)
    await once(server, 'listening')
    owned.defer(async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    })
    return (server.address() as AddressInfo).port
  }
  const secure = (cert: string) => https.createServer({ cert, key }, answer)
  const unused = createServer()
  unused.listen(0, '127.0.0.1')
  await once(unused, 'listening')
  const freePort = (unused.address() as AddressInfo).port
  unused.close()
  await once(unused, 'close')
  const at = (scheme: string, port: number) => `${scheme}://127.0.0.1:${port}`
  return {
    folder,
    freePort,
    takenPort: await listen(createServer()),
    http: at('http', await listen(http.createServer(answer))),
    registry: `${at('http', await listen(http.createServer(answerAsRegistry)))}/`,
    selfSigned: at('https', await listen(secure(certificate))),
    expired: at('https', await listen(secure(expiredCertificate))),
    otherHost: `https://127.0.0.2:${await listen(secure(certificate), '127.0.0.2')}`,
    resetting: at('http', await listen(createServer(socket => socket.once('data', () => socket.resetAndDestroy())))),
    silent: at('http', await listen(createServer())),
  }
}

function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  request.resume()
  const [status, body, headers] = answers[(request.url ?? '').slice(1)] ?? [404, 'nothing here']
  response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain', ...headers })
  response.end(body)
}

function answerAsRegistry(request: http.IncomingMessage, response: http.ServerResponse): void {
  request.resume()
  const name = decodeURIComponent((request.url ?? '').slice(1))
  const send = (status: number, body: object, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  if (name === 'here') {
    const manifest = {
      name,
      version: '1.0.0',
      dist: { tarball: `http://${request.headers.host}/here.tgz`, shasum: '0'.repeat(40) },
    }
    send(200, { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': manifest } })
  } else if (name === 'private-server') send(401, { error: 'authentication required' }, { 'www-authenticate': 'Basic' })
  else send(404, { error: 'Not found' })
}
