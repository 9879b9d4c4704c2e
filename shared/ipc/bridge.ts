import type { z } from 'zod'
import type { calls, events, Reply } from './contract.ts'
import type { desktopCalls, desktopEvents } from './desktop-contract.ts'

type Calls = typeof calls & typeof desktopCalls
type Events = typeof events & typeof desktopEvents

/** Everything the window can ask: the core's calls and the desktop's own. */
export type BridgeCallName = keyof Calls
/** Everything the window is told. */
export type BridgeEventName = keyof Events
export type BridgeInput<K extends BridgeCallName> = z.input<Calls[K]['input']>
export type BridgeOutput<K extends BridgeCallName> = z.output<Calls[K]['output']>
export type BridgePayload<K extends BridgeEventName> = z.output<Events[K]>

/** `window.mcpproxy`: the only thing of the outside that the window sees. */
export interface Bridge {
  /** Never rejects for an expected failure: those are data. A call without input takes `undefined`. */
  call<K extends BridgeCallName>(name: K, input: BridgeInput<K>): Promise<Reply<BridgeOutput<K>>>
  /** Returns what unsubscribes. */
  on<K extends BridgeEventName>(name: K, listener: (payload: BridgePayload<K>) => void): () => void
  readonly platform: 'linux' | 'darwin' | 'win32'
}

/** The two channels between preload and main; names travel inside, so that the preload never grows. */
export const bridgeChannels = { call: 'mcpproxy:call', event: 'mcpproxy:event' } as const
