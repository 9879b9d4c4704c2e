import type { Reply } from '#shared/ipc/contract'
import type {
  Bridge,
  BridgeCallName,
  BridgeEventName,
  BridgeInput,
  BridgeOutput,
  BridgePayload,
} from '#shared/ipc/bridge'

type Answers = {
  [K in BridgeCallName]?: (input: BridgeInput<K>) => BridgeOutput<K> | Promise<BridgeOutput<K>>
}

/** A bridge whose answers and events a test or a demo decides. A call without an answer is a failure. */
export class FakeBridge implements Bridge {
  readonly platform = 'linux'
  readonly asked: string[] = []
  answers: Answers
  readonly #listeners = new Map<BridgeEventName, Set<(payload: never) => void>>()

  constructor(answers: Answers = {}) {
    this.answers = answers
  }

  call = async <K extends BridgeCallName>(name: K, input: BridgeInput<K>): Promise<Reply<BridgeOutput<K>>> => {
    this.asked.push(name)
    const answer = this.answers[name]
    if (!answer) return { ok: false, error: { code: 'INTERNAL', message: `${name} is not answered`, details: null } }
    return { ok: true, value: await answer(input) }
  }

  on = <K extends BridgeEventName>(name: K, listener: (payload: BridgePayload<K>) => void): (() => void) => {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  emit<K extends BridgeEventName>(name: K, payload: BridgePayload<K>): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])])
      (listener as (value: BridgePayload<K>) => void)(payload) // kept under its own name
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0)
  }
}
