import type { Log } from '#core/log/log'

/** A third request within this time means that somebody is tired of waiting. */
const forceWithinMs = 10_000
/** Longer than all phases of an ordered stop together; after it we leave what is left to the guardian. */
const deadlineMs = 90_000

export type QuitDecision = 'start' | 'ignore' | 'force'

/** What a request to quit means, after those of `earlierAt`: the second is ignored, a third soon after forces. */
export function decideQuit(earlierAt: readonly number[], nowAt: number): QuitDecision {
  if (earlierAt.length === 0) return 'start'
  return earlierAt.filter(at => nowAt - at <= forceWithinMs).length >= 2 ? 'force' : 'ignore'
}

/** Every way out of the application, as one way: stop in order, then leave. */
export class Lifetime implements Disposable {
  readonly #stop: () => Promise<void>
  readonly #exit: (code: number) => void
  readonly #log: Log
  #requestsAt: number[] = []
  #deadline: ReturnType<typeof setTimeout> | null = null

  /** @param stop - ends everything that this process owns, and proves it */
  constructor(stop: () => Promise<void>, exit: (code: number) => void, log: Log) {
    this.#stop = stop
    this.#exit = exit
    this.#log = log
  }

  get isQuitting(): boolean {
    return this.#requestsAt.length > 0
  }

  /** @param source - who asks, for the log */
  request(source: string): void {
    const decision = decideQuit(this.#requestsAt, Date.now())
    this.#requestsAt.push(Date.now())
    this.#log.info('Quit requested', { source, decision })
    if (decision === 'start') void this.#run()
    if (decision === 'force') this.#exit(1)
  }

  [Symbol.dispose](): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#deadline = null
  }

  async #run(): Promise<void> {
    this.#deadline = setTimeout(() => {
      this.#log.error('Stopping took too long; leaving', { deadlineMs })
      this.#exit(1)
    }, deadlineMs)
    try {
      await this.#stop()
      this.#exit(0)
    } catch (error) {
      this.#log.error('Stopping failed', { error })
      this.#exit(1)
    } finally {
      this[Symbol.dispose]()
    }
  }
}
