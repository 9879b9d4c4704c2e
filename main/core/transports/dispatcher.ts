import { readFile } from 'node:fs/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import * as tls from 'node:tls'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { AppError } from '#shared/errors'

/** The block `network` of the configuration. */
export interface NetworkSettings {
  readonly extra_ca_file?: string | undefined
  readonly https_proxy?: string | undefined
  readonly no_proxy?: string | undefined
}

/** Begins HTTP requests over shared connections, with the user's certificates and proxy. One per core. */
export interface Dispatcher extends Disposable {
  /** Begins a request; the caller writes its body, ends it and listens. @throws {TypeError} for headers that HTTP cannot carry */
  begin(url: URL, options: { readonly method: string; readonly headers: http.OutgoingHttpHeaders }): http.ClientRequest
}

/** Idle connections are closed before servers close them (5 s is a usual limit), which would lose a request in flight. */
const idleMs = 4_000
/** Finds a peer that vanished without a word under a stream that is silent by nature. */
const keepAliveProbeMs = 30_000

/** @throws {AppError} `CONFIG_INVALID` when the certificate file or the proxy's address cannot be used */
export async function createDispatcher(network: NetworkSettings): Promise<Dispatcher> {
  const extraCa = network.extra_ca_file === undefined ? null : await readCertificates(network.extra_ca_file)
  const options = { keepAlive: true, timeout: idleMs }
  const plain = new http.Agent(options)
  const direct = new https.Agent(options)
  const tunnel = network.https_proxy === undefined ? null : new HttpsProxyAgent(proxyUrl(network.https_proxy), options)
  let context: tls.SecureContext | undefined
  return {
    begin(url, { method, headers }) {
      const secure = url.protocol === 'https:'
      const common = { method, headers, timeout: 0 }
      let request: http.ClientRequest
      if (secure) {
        context ??= createContext(extraCa) // some 10 ms, and only for those who need it
        const agent = tunnel !== null && !bypassesProxy(url, network.no_proxy) ? tunnel : direct
        request = https.request(url, { ...common, agent, secureContext: context } as https.RequestOptions)
      } else {
        request = http.request(url, { ...common, agent: plain })
      }
      request.setSocketKeepAlive(true, keepAliveProbeMs)
      return request
    },
    [Symbol.dispose]() {
      for (const agent of [plain, direct, tunnel]) agent?.destroy()
    },
  }
}

/** Loopback never goes through a proxy. `*` matches all; `example.com` and `.example.com` match the domain and those under it. */
export function bypassesProxy(url: URL, noProxy: string | undefined): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host))
    return true
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return (noProxy ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .some(entry => {
      if (entry === '*') return true
      const match = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase())
      const domain = match?.[1] ?? ''
      if (match?.[2] !== undefined && match[2] !== port) return false
      return domain !== '' && (host === domain || host.endsWith(`.${domain}`))
    })
}

/** Mozilla's roots, the system's where the runtime offers them, and the user's own. */
function createContext(extraCa: string | null): tls.SecureContext {
  // Node ≥ 22.15; the compat runtime has none.
  const system = 'getCACertificates' in tls ? tls.getCACertificates('system') : []
  if (system.length === 0 && extraCa === null) return tls.createSecureContext()
  return tls.createSecureContext({ ca: [...tls.rootCertificates, ...system, ...(extraCa === null ? [] : [extraCa])] })
}

async function readCertificates(file: string): Promise<string> {
  const invalid = (issue: string, cause?: unknown) =>
    new AppError(
      'CONFIG_INVALID',
      `network.extra_ca_file: ${issue}`,
      { path: 'network.extra_ca_file', issues: [issue] },
      { cause },
    )
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw invalid(`${file} cannot be read (${error.code}).`, error)
  })
  try {
    if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no PEM certificate')
    tls.createSecureContext({ ca: text })
  } catch (error) {
    throw invalid(`${file} holds no certificates in PEM form.`, error)
  }
  return text
}

function proxyUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol)) return url
  // The text may hold a password: it is not repeated.
  const issue = 'must be an address such as "http://proxy.example:3128".'
  throw new AppError('CONFIG_INVALID', `network.https_proxy: ${issue}`, {
    path: 'network.https_proxy',
    issues: [issue],
  })
}
