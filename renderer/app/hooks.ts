import { createContext, use, useCallback, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Reply } from '#shared/ipc/contract'
import type { BridgeCallName, BridgeInput, BridgeOutput } from '#shared/ipc/bridge'
import type { DesktopState } from '#shared/ipc/desktop-contract'
import { ask } from '../stores/ask.ts'
import type { DiagnosisState } from '../stores/diagnoses.ts'
import type { MirrorState } from '../stores/mirror-store.ts'
import type { ViewState } from '../stores/view.ts'
import type { Client } from './client.ts'

export const ClientContext = createContext<Client | null>(null)

export function useClient(): Client {
  const client = use(ClientContext)
  if (!client) throw new Error('A component of the window needs a ClientContext')
  return client
}

/** Reads main's mirror; renders again only when what the selector picks changes. */
export const useMirror = <T>(selector: (state: MirrorState) => T): T => useStore(useClient().mirror.store, selector)
/** Likewise, for selectors that build an object or a list. */
export const useMirrorShallow = <T>(selector: (state: MirrorState) => T): T => useMirror(useShallow(selector))
export const useView = <T>(selector: (state: ViewState) => T): T => useStore(useClient().view.store, selector)
export const useDesktop = <T>(selector: (state: DesktopState) => T): T => useStore(useClient().desktop.store, selector)

export const useDiagnosis = (name: string): DiagnosisState | null =>
  useStore(useClient().diagnoses.store, states => states.get(name) ?? null)

export type Answer<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly why: string }

/**
 * Asks main when shown and again whenever `freshness` changes; the old answer stays on show meanwhile.
 * Input is compared by its JSON.
 */
export function useAnswer<K extends BridgeCallName>(
  name: K,
  input: BridgeInput<K>,
  freshness: string | number | null = null,
): readonly [answer: Answer<BridgeOutput<K>>, askAgain: () => void] {
  const { bridge } = useClient()
  const [answer, setAnswer] = useState<Answer<BridgeOutput<K>>>({ kind: 'loading' })
  const [round, setRound] = useState(0)
  const question = JSON.stringify(input)
  useEffect(() => {
    let current = true
    const take = (reply: Reply<BridgeOutput<K>>) => {
      if (current)
        setAnswer(reply.ok ? { kind: 'ready', value: reply.value } : { kind: 'failed', why: reply.error.message })
    }
    void ask(bridge, name, JSON.parse(question) as BridgeInput<K>).then(take) // our own text, read back
    return () => void (current = false)
  }, [bridge, name, question, freshness, round])
  return [answer, useCallback(() => setRound(n => n + 1), [])]
}
