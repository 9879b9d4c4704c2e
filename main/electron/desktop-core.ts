import type { Subscribe } from '#shared/emitter'
import type { Log } from '#core/log/log'
import type { PowerEvents } from '#core/power/power'
import type { EventName, EventPayload, Handlers } from '#shared/ipc/contract'

/** What the desktop needs of the core; `createCore` gives more. */
export interface DesktopCore {
  readonly handlers: Handlers
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Disposable
  /** Someone asked the core to quit, such as `mcpproxy quit` or the window. */
  readonly onQuitRequested: Subscribe<void>
  /** `logs/main.log`. */
  readonly log?: Log
  /** Whoever hears of sleep and network tells it here. */
  readonly power?: PowerEvents
  /** Stops everything in order and proves it; safe to call again. */
  stop(): Promise<void>
}
