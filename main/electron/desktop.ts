import { clipboard, nativeTheme, shell } from 'electron'
import { join } from 'node:path'
import { Disposables } from '#shared/disposable'
import type { BridgeEventName, BridgePayload } from '#shared/ipc/bridge'
import type { Snapshot } from '#shared/ipc/contract'
import type { DesktopHandlers, DesktopState, OpenTarget, ViewTarget } from '#shared/ipc/desktop-contract'
import type { Alerts } from '#core/app/alerts'
import { parseLink } from './deep-link.ts'
import { messages } from './messages.ts'
import type { PreferenceStore } from './preference-store.ts'
import type { TrayHost } from './tray-host.ts'

export interface DesktopOptions {
  readonly preferences: PreferenceStore
  readonly alerts: Alerts
  readonly host: TrayHost
  readonly snapshot: () => Promise<Snapshot>
  readonly send: <K extends BridgeEventName>(name: K, payload: BridgePayload<K>) => void
  /** Brings the window to the front. */
  readonly showWindow: () => void
}

/** What the window asks of the desktop rather than of the core: where to go, preferences, clipboard, alerts. */
export class Desktop implements Disposable {
  readonly #options: DesktopOptions
  readonly #owned = new Disposables()
  #target: ViewTarget | null = null

  constructor(options: DesktopOptions) {
    this.#options = options
    const { preferences, alerts, host, send } = options
    nativeTheme.themeSource = preferences.get().theme
    const tell = () => send('desktop:changed', this.#state())
    this.#owned.use(alerts.onChange(tell))
    this.#owned.use(host.onChange(tell))
    this.#owned.use(
      preferences.onChange(now => {
        nativeTheme.themeSource = now.theme
        send('preferences:changed', now)
        tell()
      }),
    )
  }

  readonly handlers: DesktopHandlers = {
    'window:target': async () => {
      const target = this.#target
      this.#target = null
      return target
    },
    'clipboard:write': async ({ text }) => clipboard.writeText(text),
    'shell:open': target => this.#openOutside(target),
    'preferences:get': async () => this.#options.preferences.get(),
    'preferences:set': async change => this.#options.preferences.set(change),
    'desktop:state': async () => this.#state(),
    'desktop:dismissAlert': async ({ id }) => this.#options.alerts.clear(id),
  }

  readonly showWindow = (): void => this.#options.showWindow()

  /** Brings the window to the front at `target`. */
  navigate(target: ViewTarget): void {
    this.#target = target // for a window that is still to come; one that listens takes the event, and then this
    this.#options.showWindow()
    this.#options.send('window:navigate', target)
  }

  /** Follows a link that the system handed over. Whatever it says, nothing is done but shown. */
  async openLink(text: string): Promise<void> {
    const link = parseLink(text)
    if (link === null) return this.#options.showWindow()
    const { servers } = await this.#options.snapshot()
    if (servers.some(server => server.name === link.server)) {
      this.navigate({ view: 'server', name: link.server })
    } else {
      this.#options.alerts.raise('link', 'config-warning', messages.linkUnknown(link.server.slice(0, 40)))
      this.navigate({ view: 'servers' })
    }
  }

  [Symbol.dispose](): void {
    this.#owned[Symbol.dispose]()
  }

  #state(): DesktopState {
    const { preferences, alerts, host } = this.#options
    return { preferences: preferences.get(), alerts: alerts.list(), tray: host.isPresent ? 'present' : 'absent' }
  }

  async #openOutside(target: OpenTarget): Promise<void> {
    if (target.kind === 'page') return shell.openExternal(target.url)
    const { dataFolder, configPath } = (await this.#options.snapshot()).app
    if (target.place === 'config') return shell.showItemInFolder(configPath)
    const failure = await shell.openPath(target.place === 'logs' ? join(dataFolder, 'logs') : dataFolder)
    if (failure !== '') throw new Error(failure)
  }
}
