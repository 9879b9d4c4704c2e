import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { certificate, expiredCertificate, key } from '../../../fixtures/http-certificates.mjs'

/** Hosts with faults that only a network has, on free ports of this machine. */
export class FaultyHosts implements AsyncDisposable {
  readonly #servers: (Server | TcpServer)[] = []
  readonly #sockets = new Set<Socket>()

  /** Answers everything with this status. */
  async answering(status: number, headers: Record<string, string> = {}, body = ''): Promise<string> {
    return this.#http((_request, response) => response.writeHead(status, headers).end(body))
  }

  async resetting(): Promise<string> {
    return this.#http(request => request.socket.resetAndDestroy())
  }

  /** Takes the request and says nothing. */
  async silent(): Promise<string> {
    return this.#http(() => {})
  }

  async withCertificate(kind: 'untrusted' | 'expired'): Promise<string> {
    const cert = kind === 'expired' ? expiredCertificate : certificate
    const server = createSecureServer({ key, cert }, (_request, response) => response.writeHead(404).end())
    return `https://127.0.0.1:${await this.#listen(server)}/mcp`
  }

  /** Plain HTTP where the URL says https. */
  async withoutTls(): Promise<string> {
    return (await this.answering(200)).replace('http:', 'https:')
  }

  /** Speaks something else altogether. */
  async greeting(): Promise<string> {
    const server = createTcpServer(socket => {
      socket.on('error', () => {})
      socket.end('220 mail.example ESMTP\r\n')
    })
    return `http://127.0.0.1:${await this.#listen(server)}/mcp`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all(this.#servers.map(server => new Promise(resolve => server.close(resolve))))
  }

  async #http(listener: RequestListener): Promise<string> {
    return `http://127.0.0.1:${await this.#listen(createServer(listener))}/mcp`
  }

  async #listen(server: Server | TcpServer): Promise<number> {
    this.#servers.push(server)
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
}
