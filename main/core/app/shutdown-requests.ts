/** A third request within this time means that somebody is tired of waiting. */
const forceWithinMs = 10_000

export type QuitDecision = 'start' | 'ignore' | 'force'

/** What a request to quit means, after those of `earlierAt`: the second is ignored, a third soon after forces. */
export function decideQuit(earlierAt: readonly number[], nowAt: number): QuitDecision {
  if (earlierAt.length === 0) return 'start'
  return earlierAt.filter(at => nowAt - at <= forceWithinMs).length >= 2 ? 'force' : 'ignore'
}

/** All requests to quit of one process, wherever they come from: signals, tray, window, another program. */
export class QuitRequests {
  #askedAt: number[] = []

  get isQuitting(): boolean {
    return this.#askedAt.length > 0
  }

  ask(nowAt: number): QuitDecision {
    const decision = decideQuit(this.#askedAt, nowAt)
    this.#askedAt.push(nowAt)
    return decision
  }
}
