import type { IncomingHttpHeaders } from 'node:http'
import type { Refusal } from './refusals.ts'

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Refuses what does not come from a program of this machine: a web page in its browser (another Origin) or a name
 * that was pointed at us (another Host, DNS rebinding).
 */
export function checkOrigin(headers: IncomingHttpHeaders, listenHost: string, port: number): Refusal | null {
  const own = listenHost.includes(':') ? `[${listenHost}]` : listenHost
  const hosts = [...new Set([...loopbackNames, own.toLowerCase()])]
  const isOurs = (authority: string) =>
    hosts.some(host => authority === `${host}:${port}` || (port === 80 && authority === host))
  if (!isOurs((headers.host ?? '').toLowerCase()))
    return { status: 403, message: `Host is not one of ${hosts.map(host => `${host}:${port}`).join(', ')}` }
  const origin = headers.origin?.toLowerCase()
  if (origin !== undefined && !(origin.startsWith('http://') && isOurs(origin.slice('http://'.length))))
    return { status: 403, message: 'Requests from web pages of another origin are refused' }
  return null
}

/** Both kinds of answer must be welcome to a POST, an event stream to a GET. No Accept header welcomes everything. */
export function checkAccept(accept: string | undefined, types: readonly string[]): Refusal | null {
  const missing = types.find(type => !accepts(accept, type))
  if (missing === undefined) return null
  return { status: 406, message: `Accept must include ${types.join(' and ')}` }
}

export function checkContentType(contentType: string | undefined): Refusal | null {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const charset = parameters.map(parameter => parameter.trim()).find(parameter => parameter.startsWith('charset='))
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset)
  if (type.trim() === 'application/json' && isUtf8) return null
  return { status: 415, message: 'Content-Type must be application/json in UTF-8' }
}

function accepts(accept: string | undefined, type: string): boolean {
  if (accept === undefined) return true
  if (accept.includes(type)) return true
  const [family = ''] = type.split('/')
  return accept
    .toLowerCase()
    .split(',')
    .map(entry => entry.split(';')[0]?.trim())
    .some(entry => entry === '*/*' || entry === `${family}/*` || entry === type)
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
