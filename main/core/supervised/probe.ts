import { connect } from 'node:net'
import { assertNever } from '#shared/assert'
import { sleep } from '#shared/sleep'

/** Something that answers once a helper program is up. */
export type Probe =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }

const tryLimitMs = 2_000
const pauseMs = 200

/** Reads `http://…`, `https://…` or `tcp://host:port`; null for anything else. */
export function parseProbe(text: string): Probe | null {
  if (!URL.canParse(text)) return null
  const { protocol, hostname, port } = new URL(text)
  if (protocol === 'http:' || protocol === 'https:') return { kind: 'http', url: text }
  if (protocol !== 'tcp:' || hostname === '' || port === '') return null
  return { kind: 'tcp', host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** Resolves once the probe passes: an HTTP answer from 200 to 299, or a connection that is taken. @throws the signal's reason */
export async function waitForProbe(probe: Probe, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    if (await passes(probe, AbortSignal.any([signal, AbortSignal.timeout(tryLimitMs)]))) return
    await sleep(pauseMs, signal)
  }
}

async function passes(probe: Probe, signal: AbortSignal): Promise<boolean> {
  switch (probe.kind) {
    case 'http':
      try {
        const response = await fetch(probe.url, { signal, redirect: 'manual' })
        await response.body?.cancel()
        return response.ok
      } catch {
        return false // not yet; the caller's limit says when that is a failure
      }
    case 'tcp':
      return canConnect(probe.host, probe.port, signal)
    default:
      return assertNever(probe)
  }
}

function canConnect(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, signal })
    const end = (answer: boolean) => () => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', end(true))
    socket.once('error', end(false))
  })
}
