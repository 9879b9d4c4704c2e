import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { errorCodeOf } from '../../transports/evidence.ts'

const limitMs = 4_000

export type Reached = { readonly ok: true; readonly detail: string } | { readonly ok: false; readonly code: string }

/** Whether a name resolves. An address resolves to itself. Takes at most 4 s. */
export async function resolveHost(host: string): Promise<Reached> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Reached>(resolve => {
    timer = setTimeout(() => resolve({ ok: false, code: 'ETIMEDOUT' }), limitMs)
  })
  const asked = lookup(host, { all: true }).then(
    (found): Reached => ({ ok: true, detail: found.map(({ address }) => address).join(', ') }),
    (error: unknown): Reached => ({ ok: false, code: errorCodeOf(error) ?? 'ENOTFOUND' }),
  )
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}

/** Whether something accepts connections at a host and port. Takes at most 4 s. */
export function reachPort(host: string, port: number, timeoutMs = limitMs): Promise<Reached> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const end = (reached: Reached) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reached)
    }
    const timer = setTimeout(() => end({ ok: false, code: 'ETIMEDOUT' }), timeoutMs)
    socket.once('connect', () => end({ ok: true, detail: `${host}:${port}` }))
    socket.once('error', error => end({ ok: false, code: errorCodeOf(error) ?? 'UNKNOWN' }))
  })
}

/** Host and port that a URL leads to. */
export function hostAndPortOf(url: URL): { readonly host: string; readonly port: number } {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { host, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) }
}
