import { AppError } from '#shared/errors'
import { Emitter } from '#shared/emitter'
import { sleep } from '#shared/sleep'
import type { Log } from '../log/log.ts'
import { bounded } from './bounded.ts'
import { announcedKinds, declaredKinds, emptyOffer, listKind } from './offer.ts'
import type { Offer, OfferKind, UpstreamSession } from './upstreams.ts'

/** Several changes in a row become one listing. */
const DEBOUNCE_MS = 50
/** A server that says "changed" whenever it is asked is asked ever less often, down to this. */
const MAX_DEBOUNCE_MS = 10_000
/** A change so soon after a listing belongs to the same burst. */
const BURST_MS = 1_000
/** Tools do not wait longer for a slow list of prompts or resources; those follow when they come. */
const GRACE_MS = 2_000

interface Listing {
  readonly kind: OfferKind
  debounceMs: number
  endedAt: number
  changed: boolean
  running: Promise<void> | null
  timer: NodeJS.Timeout | null
}

/** What one session offers, kept up to date: each list on its own, never two listings of it at once. */
export class LiveOffer implements Disposable {
  #offer: Offer = emptyOffer
  readonly #session: UpstreamSession
  readonly #log: Log
  readonly #limitMs: () => number
  readonly #abort = new AbortController()
  readonly #listings = new Map<OfferKind, Listing>()
  readonly #changed = new Emitter<readonly OfferKind[]>()
  readonly #subscription: Disposable
  readonly onChange = this.#changed.on

  /** @param limitMs - bound of one listing, asked for each time */
  constructor(session: UpstreamSession, log: Log, limitMs: () => number) {
    this.#session = session
    this.#log = log
    this.#limitMs = limitMs
    for (const kind of declaredKinds(session.capabilities)) {
      const listing = { kind, debounceMs: DEBOUNCE_MS, endedAt: 0, changed: false, running: null, timer: null }
      this.#listings.set(kind, listing)
    }
    this.#subscription = session.onNotification(({ method }) => {
      for (const kind of announcedKinds(method)) this.#schedule(kind)
    })
  }

  get offer(): Offer {
    return this.#offer
  }

  /**
   * Lists everything. A list of prompts or resources that fails, or takes long, does not hold back the tools.
   * @throws what listing the tools throws, such as {AppError} `PROTOCOL` or `TIMEOUT`
   */
  async start(signal: AbortSignal): Promise<void> {
    const grace = new AbortController()
    try {
      await bounded('discover', this.#limitMs(), signal, () => this.#listAll(grace.signal))
    } finally {
      grace.abort()
    }
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
    this.#changed[Symbol.dispose]()
    for (const { timer } of this.#listings.values()) if (timer !== null) clearTimeout(timer)
    this.#abort.abort(new AppError('CANCELLED', 'The session is over', { what: 'listing' }))
  }

  async #listAll(graceSignal: AbortSignal): Promise<void> {
    const others: Promise<void>[] = []
    let tools: Promise<void> | null = null
    for (const listing of this.#listings.values()) {
      if (listing.kind === 'tools') tools = this.#run(listing)
      else others.push(this.#run(listing).catch(error => this.#warn(listing.kind, error)))
    }
    await tools
    await Promise.race([Promise.all(others), sleep(GRACE_MS, graceSignal).catch(() => {})])
  }

  #schedule(kind: OfferKind): void {
    const listing = this.#listings.get(kind)
    if (listing === undefined || listing.timer !== null || this.#abort.signal.aborted) return
    if (listing.running !== null) {
      listing.changed = true
      return
    }
    const inBurst = Date.now() - listing.endedAt < BURST_MS
    listing.debounceMs = inBurst ? Math.min(listing.debounceMs * 2, MAX_DEBOUNCE_MS) : DEBOUNCE_MS
    listing.timer = setTimeout(() => {
      listing.timer = null
      this.#run(listing).catch(error => this.#warn(kind, error))
    }, listing.debounceMs)
  }

  #run(listing: Listing): Promise<void> {
    const { kind } = listing
    listing.running = this.#list(kind).finally(() => {
      listing.running = null
      listing.endedAt = Date.now()
      if (!listing.changed) return
      listing.changed = false
      this.#schedule(kind)
    })
    return listing.running
  }

  async #list(kind: OfferKind): Promise<void> {
    const items = await bounded(`listing ${kind}`, this.#limitMs(), this.#abort.signal, signal =>
      listKind(this.#session, kind, this.#log, signal),
    )
    this.#offer = { ...this.#offer, [kind]: items }
    this.#changed.emit([kind])
  }

  /** The list stays as it was. */
  #warn(kind: OfferKind, error: unknown): void {
    if (this.#abort.signal.aborted) return // the session is over, and that is told elsewhere
    this.#log.warn(`Could not list ${kind}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
