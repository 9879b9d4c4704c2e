import type { OutgoingHttpHeaders } from 'node:http'
import type { Dispatcher } from '../../transports/dispatcher.ts'
import { errorCodeOf } from '../../transports/evidence.ts'

const limitMs = 5_000

export type UrlAnswer =
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'error'; readonly code: string; readonly message: string }

/** Asks a URL as a client would, with the user's certificates and proxy; only the status is read. Takes at most 5 s. */
export function askUrl(
  dispatcher: Dispatcher,
  url: URL,
  { method = 'GET', headers = {} }: { readonly method?: string; readonly headers?: OutgoingHttpHeaders } = {},
): Promise<UrlAnswer> {
  return new Promise(resolve => {
    const fail = (error: unknown) => {
      clearTimeout(timer)
      const message = error instanceof Error ? error.message : String(error)
      resolve({ kind: 'error', code: errorCodeOf(error) ?? 'UNKNOWN', message })
    }
    const timer = setTimeout(() => {
      request?.destroy()
      resolve({ kind: 'error', code: 'ETIMEDOUT', message: `No answer within ${limitMs / 1_000} s` })
    }, limitMs)
    let request: ReturnType<Dispatcher['begin']> | undefined
    try {
      request = dispatcher.begin(url, { method, headers })
    } catch (error) {
      return fail(error) // a header that HTTP cannot carry
    }
    request.on('error', fail)
    request.once('response', response => {
      clearTimeout(timer)
      response.on('error', () => {}) // cut off below
      response.destroy()
      resolve({ kind: 'answer', status: response.statusCode ?? 0 })
    })
    request.end()
  })
}

/** A failure of TLS itself, as against one of the network below it. */
export const isTlsError = (code: string): boolean =>
  /CERT|SIGNATURE|^ERR_(TLS|SSL)|^(DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|SELF_SIGNED)|^EPROTO$/.test(code)
