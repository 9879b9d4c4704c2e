import type { ServerView } from '#shared/ipc/contract'

/** What came of a try that a person asked for. */
export type FreshResult =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly toolCount: number; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly summary: string }

/** The outcome of the attempt that began at `triedAt`, never of an older one; null when there is none to wait for. */
export function freshResultOf(server: ServerView, triedAt: number): FreshResult | null {
  const { status, readySinceAt, lastError, toolCount } = server
  switch (status) {
    case 'ready':
      if (readySinceAt === null || readySinceAt < triedAt) return null
      return { kind: 'ready', toolCount, afterMs: readySinceAt - triedAt }
    case 'connecting':
    case 'stopping': // a restart stops first
      return { kind: 'connecting' }
    case 'retrying':
    case 'needs-sign-in':
    case 'needs-input':
    case 'auto-disabled':
      if (lastError === null || lastError.at < triedAt) return { kind: 'connecting' } // the news is on its way
      return { kind: 'failed', summary: lastError.summary }
    case 'disabled':
    case 'idle':
    case 'invalid':
      return null
  }
}
