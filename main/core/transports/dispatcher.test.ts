import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AsyncDisposables } from '#shared/disposable'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bypassesProxy, createDispatcher, type NetworkSettings } from './dispatcher.ts'
import { HttpExchanges, readBody } from './http-exchange.ts'

interface Certificates {
  readonly authority: string
  readonly key: string
  readonly certificate: string
  readonly expiredCertificate: string
}
// By address, since a plain module of fixtures carries no types.
const certificates = (await import(
  join(import.meta.dirname, '../../../e2e/fixtures/http-certificates.mjs')
)) as Certificates

let owned: AsyncDisposables
let folder = ''
beforeEach(async () => {
  owned = new AsyncDisposables()
  folder = await mkdtemp(join(tmpdir(), 'dispatcher-'))
  owned.defer(() => rm(folder, { recursive: true }))
})
afterEach(() => owned[Symbol.asyncDispose]())

async function listen(server: http.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  owned.defer(() => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
const secureServer = (cert: string) =>
  listen(https.createServer({ key: certificates.key, cert }, (_request, response) => response.end('secure')))
async function get(network: NetworkSettings, url: string): Promise<string> {
  const dispatcher = owned.use(await createDispatcher(network))
  const exchanges = new HttpExchanges(dispatcher)
  owned.defer(() => exchanges.end())
  const response = await exchanges.request({ method: 'GET', url: new URL(url), headers: {}, repeatable: true })
  return `${response.status} ${await readBody(response.body, 1_000)}`
}

test('an authority that nobody knows is refused by name, and trusted once its file is configured', async () => {
  const port = await secureServer(certificates.certificate)
  await expect(get({}, `https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  const file = join(folder, 'ca.pem')
  await writeFile(file, certificates.authority)
  expect(await get({ extra_ca_file: file }, `https://127.0.0.1:${port}/`)).toBe('200 secure')
})

test('an expired certificate is refused by name', async () => {
  const port = await secureServer(certificates.expiredCertificate)
  const file = join(folder, 'ca.pem')
  await writeFile(file, certificates.authority)
  await expect(get({ extra_ca_file: file }, `https://127.0.0.1:${port}/`)).rejects.toMatchObject({
    code: 'CERT_HAS_EXPIRED',
  })
})

test('a name is reached through the proxy and verified, loopback is not', async () => {
  const port = await secureServer(certificates.certificate)
  const asked: string[] = []
  const proxy = http.createServer()
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(upstream).pipe(socket)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
    socket.on('close', () => upstream.destroy())
  })
  const network = { https_proxy: `http://127.0.0.1:${await listen(proxy)}`, extra_ca_file: join(folder, 'ca.pem') }
  await writeFile(network.extra_ca_file, certificates.authority)
  // The certificate is for localhost alone: the tunnel must not lose the check of the name.
  await expect(get(network, 'https://mcp.example/')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  expect(await get(network, `https://localhost:${port}/`)).toBe('200 secure')
  expect(asked).toEqual(['mcp.example:443'])
})

test('settings that cannot be used are named', async () => {
  await expect(createDispatcher({ extra_ca_file: '/no/such.pem' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'network.extra_ca_file: /no/such.pem cannot be read (ENOENT).',
  })
  const file = join(folder, 'not.pem')
  await writeFile(file, 'hello')
  await expect(createDispatcher({ extra_ca_file: file })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  const refusal = createDispatcher({ https_proxy: 'socks5://user:hunter2@x' })
  await expect(refusal).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.not.stringContaining('hunter2'),
  })
})

test.each([
  ['https://127.0.0.1/', undefined, true],
  ['https://[::1]/', '', true],
  ['https://localhost:8443/', '', true],
  ['https://example.com/', undefined, false],
  ['https://example.com/', 'example.com', true],
  ['https://api.example.com/', 'other.org, .example.com', true],
  ['https://badexample.com/', 'example.com', false],
  ['https://example.com:8443/', 'example.com:443', false],
  ['https://example.com/', 'example.com:443', true],
  ['https://example.com/', '*', true],
  ['https://127.example.com/', '', false],
])('%s with no_proxy %j goes direct: %s', (url, noProxy, expected) => {
  expect(bypassesProxy(new URL(url), noProxy)).toBe(expected)
})
