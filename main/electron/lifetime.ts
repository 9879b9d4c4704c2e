import { QuitRequests } from '#core/app/shutdown-requests'
import type { Log } from '#core/log/log'

/** A core that is still coming up has nothing that takes longer to stop. */
const earlyDeadlineMs = 30_000

/** Every way out of the application, as one way: stop in order, then leave. */
export class Lifetime implements Disposable {
  readonly #stop: () => Promise<void>
  readonly #exit: (code: number) => void
  readonly #log: Log
  readonly #requests = new QuitRequests()
  #deadline: ReturnType<typeof setTimeout> | null = null

  /** @param stop - ends everything that this process owns, and proves it */
  constructor(stop: () => Promise<void>, exit: (code: number) => void, log: Log) {
    this.#stop = stop
    this.#exit = exit
    this.#log = log
  }

  get isQuitting(): boolean {
    return this.#requests.isQuitting
  }

  /** @param source - who asks, for the log */
  request(source: string): void {
    const decision = this.#requests.ask(Date.now())
    this.#log.info('Quit requested', { source, decision })
    if (decision === 'start') void this.#run()
    if (decision === 'force') this.#exit(1)
  }

  /** While stopping: from now on it may take so long, in milliseconds; after that we leave the rest to the guardian. */
  allow(deadlineMs: number): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => {
      this.#log.error('Stopping took too long; leaving', { deadlineMs })
      this.#exit(1)
    }, deadlineMs)
  }

  [Symbol.dispose](): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#deadline = null
  }

  async #run(): Promise<void> {
    this.allow(earlyDeadlineMs)
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
