/** Package runners download and build: more than two at once starve each other and the machine. */
const COLD_LIMIT = 2
/** A server that takes longer gives its place to the next: hung ones must not hold up healthy ones. */
const HOLD_MS = 5_000
/** A download takes longer before it counts as hung. */
const COLD_HOLD_MS = 15_000

export interface StartRequest {
  /** Smaller goes first: attempts that failed before, then the place in the config file. */
  readonly rank: readonly [retries: number, order: number]
  /** Set for a package that is not in its runner's cache yet: at most two such starts at once, one of each package. */
  readonly coldPackage: string | null
}

interface Waiter {
  readonly request: StartRequest
  readonly grant: (slot: Disposable) => void
}

/** Lets a limited number of servers start at the same time, in a fair order. */
export class StartQueue {
  #limit: number
  readonly #waiting: Waiter[] = []
  #held = 0
  #coldHeld = 0
  readonly #packages = new Set<string>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Starts under way that still occupy a place. */
  get held(): number {
    return this.#held
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** A new limit holds for what starts from now on. */
  set limit(limit: number) {
    this.#limit = limit
    this.#serve()
  }

  /**
   * Waits for a place; dispose what it returns when the attempt has its outcome. A place is taken back after some
   * seconds even so, but the package stays reserved: two downloads of one package break each other's cache.
   * @throws the signal's reason, at once, when it aborts first
   */
  acquire(request: StartRequest, signal: AbortSignal): Promise<Disposable> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      const waiter: Waiter = {
        request,
        grant: slot => {
          signal.removeEventListener('abort', onAbort)
          resolve(slot)
        },
      }
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        reject(signal.reason as Error)
        this.#serve()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      const place = this.#waiting.findIndex(other => isBefore(request, other.request))
      this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, waiter)
      this.#serve()
    })
  }

  #serve(): void {
    for (let next = this.#nextServable(); next >= 0; next = this.#nextServable()) {
      const [waiter] = this.#waiting.splice(next, 1)
      waiter?.grant(this.#hold(waiter.request.coldPackage))
    }
  }

  /** The first in order that may start now; one that waits for its package does not hold up the rest. */
  #nextServable(): number {
    if (this.#held >= this.#limit) return -1
    return this.#waiting.findIndex(
      ({ request: { coldPackage } }) =>
        coldPackage === null || (this.#coldHeld < COLD_LIMIT && !this.#packages.has(coldPackage)),
    )
  }

  #hold(coldPackage: string | null): Disposable {
    const cold = coldPackage === null ? 0 : 1
    this.#held++
    this.#coldHeld += cold
    if (coldPackage !== null) this.#packages.add(coldPackage)
    let placed = true
    const giveBack = () => {
      if (!placed) return
      placed = false
      clearTimeout(timer)
      this.#held--
      this.#coldHeld -= cold
      this.#serve()
    }
    const timer = setTimeout(giveBack, coldPackage === null ? HOLD_MS : COLD_HOLD_MS)
    return {
      [Symbol.dispose]: () => {
        if (coldPackage !== null) this.#packages.delete(coldPackage)
        coldPackage = null // disposed twice, it must not free another's reservation
        if (placed) giveBack()
        else this.#serve()
      },
    }
  }
}

function isBefore(a: StartRequest, b: StartRequest): boolean {
  return a.rank[0] < b.rank[0] || (a.rank[0] === b.rank[0] && a.rank[1] < b.rank[1])
}
