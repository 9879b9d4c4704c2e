/** Runs a function once in the next frame; by the clock while the window is hidden and has no frames. */
export type Schedule = (run: () => void) => () => void

const hiddenDelayMs = 250

export const nextFrame: Schedule = run => {
  if (document.hidden) {
    const timer = setTimeout(run, hiddenDelayMs)
    return () => clearTimeout(timer)
  }
  const frame = requestAnimationFrame(run)
  const late = setTimeout(run, hiddenDelayMs) // the window may be hidden before the frame comes
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(late)
  }
}

/** Collects what arrives and hands it over in one piece a frame. */
export class FrameBatch<T> implements Disposable {
  #waiting: T[] = []
  #cancel: (() => void) | null = null
  readonly #deliver: (items: readonly T[]) => void
  readonly #schedule: Schedule

  constructor(deliver: (items: readonly T[]) => void, schedule: Schedule = nextFrame) {
    this.#deliver = deliver
    this.#schedule = schedule
  }

  add(item: T): void {
    this.#waiting.push(item)
    this.#cancel ??= this.#schedule(() => this.flush())
  }

  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    const items = this.#waiting
    this.#waiting = []
    if (items.length > 0) this.#deliver(items)
  }

  [Symbol.dispose](): void {
    this.#cancel?.()
    this.#cancel = null
    this.#waiting = []
  }
}
