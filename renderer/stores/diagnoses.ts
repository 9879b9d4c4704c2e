import { createStore } from 'zustand/vanilla'
import type { DiagnosisView, EventPayload } from '#shared/ipc/contract'
import type { Bridge } from '#shared/ipc/bridge'
import { ask } from './ask.ts'

/** One look that was taken: in order, a problem, or not to be told. */
export interface DiagnosisStep {
  readonly name: string
  readonly ok: boolean | null
}

export type DiagnosisState =
  | {
      readonly kind: 'running'
      readonly steps: readonly DiagnosisStep[]
      readonly done: number
      /** Null until main has said how many looks there are. */
      readonly total: number | null
    }
  | { readonly kind: 'done'; readonly found: DiagnosisView }
  | { readonly kind: 'failed'; readonly why: string }

/** A trial start may wait for a connection under way, and for a download that makes progress. */
const answerLimitMs = 360_000

/** The diagnoses that were asked for in this window, by server; kept until closed. */
export class Diagnoses implements Disposable {
  readonly store = createStore<ReadonlyMap<string, DiagnosisState>>(() => new Map())
  readonly #bridge: Bridge
  #unsubscribe: (() => void) | null = null

  constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  start(): void {
    this.#unsubscribe = this.#bridge.on('diagnose:progress', step => this.#receive(step))
  }

  /** Looks into a server; a second request while one is under way is the same one. */
  async run(name: string): Promise<void> {
    if (this.store.getState().get(name)?.kind === 'running') return
    this.#set(name, { kind: 'running', steps: [], done: 0, total: null })
    const reply = await ask(this.#bridge, 'server:diagnose', { name }, answerLimitMs)
    this.#set(name, reply.ok ? { kind: 'done', found: reply.value } : { kind: 'failed', why: reply.error.message })
  }

  /** Forgets what was found. */
  close(name: string): void {
    if (this.store.getState().get(name)?.kind !== 'running') this.#set(name, null)
  }

  [Symbol.dispose](): void {
    this.#unsubscribe?.()
  }

  #receive({ server, step, ok, done, total }: EventPayload<'diagnose:progress'>): void {
    const state = this.store.getState().get(server)
    if (state?.kind === 'running')
      this.#set(server, { kind: 'running', steps: [...state.steps, { name: step, ok }], done, total })
  }

  #set(name: string, state: DiagnosisState | null): void {
    const states = new Map(this.store.getState())
    if (state === null) states.delete(name)
    else states.set(name, state)
    this.store.setState(states, true)
  }
}
