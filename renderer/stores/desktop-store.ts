import { createStore } from 'zustand/vanilla'
import type { Bridge } from '#shared/ipc/bridge'
import type { DesktopState } from '#shared/ipc/desktop-contract'
import { ask } from './ask.ts'

export const unknownDesktop: DesktopState = {
  preferences: { theme: 'system', density: 'comfortable', startAtLogin: false, startHidden: false },
  alerts: [],
  tray: 'present',
}

/** A mirror of what the desktop side keeps: preferences, its own alerts, whether there is a tray. */
export class DesktopStore implements Disposable {
  readonly store = createStore<DesktopState>(() => unknownDesktop)
  readonly #bridge: Bridge
  readonly #unsubscribe: (() => void)[] = []
  #heard = false

  constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  start(): void {
    this.#unsubscribe.push(
      this.#bridge.on('desktop:changed', state => {
        this.#heard = true
        this.store.setState(state)
      }),
      this.#bridge.on('preferences:changed', preferences => this.store.setState({ preferences })),
    )
    void this.#load()
  }

  [Symbol.dispose](): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe()
  }

  async #load(): Promise<void> {
    const reply = await ask(this.#bridge, 'desktop:state', undefined)
    if (reply.ok && !this.#heard) this.store.setState(reply.value) // news that came meanwhile is newer
  }
}

export const selectPreferences = (state: DesktopState) => state.preferences
export const selectTray = (state: DesktopState) => state.tray
export const selectDesktopAlerts = (state: DesktopState) => state.alerts
