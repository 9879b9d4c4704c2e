/** Within this time the third signal means that somebody insists. */
const windowMs = 10_000

/** The first signal asks for a stop, a second is ignored, a third within 10 s forces it. */
export class SignalCounter {
  readonly #force: () => void
  #times: number[] = []

  constructor(force: () => void) {
    this.#force = force
  }

  count(nowAt: number): void {
    this.#times = [...this.#times.filter(time => nowAt - time < windowMs), nowAt]
    if (this.#times.length >= 3) this.#force()
  }
}
