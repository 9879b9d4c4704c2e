import type { Bridge } from '#shared/ipc/bridge'
import type { ViewTarget } from '#shared/ipc/desktop-contract'
import { ask } from '../stores/ask.ts'
import { Clock } from '../stores/clock.ts'
import { Diagnoses } from '../stores/diagnoses.ts'
import { DesktopStore } from '../stores/desktop-store.ts'
import { MirrorStore } from '../stores/mirror-store.ts'
import { createViewStore, type ViewState } from '../stores/view.ts'
import { createActions } from './actions.ts'

/** Everything the window is made of, over one bridge. */
export class Client implements Disposable {
  readonly bridge: Bridge
  readonly mirror: MirrorStore
  readonly desktop: DesktopStore
  readonly diagnoses: Diagnoses
  readonly view: ReturnType<typeof createViewStore>
  readonly actions: ReturnType<typeof createActions>
  readonly clock = new Clock()
  #unsubscribe: (() => void) | null = null

  constructor(bridge: Bridge, initialView: Partial<ViewState> = {}) {
    this.bridge = bridge
    this.mirror = new MirrorStore(bridge)
    this.desktop = new DesktopStore(bridge)
    this.diagnoses = new Diagnoses(bridge)
    this.view = createViewStore(initialView)
    this.actions = createActions(bridge, this.view)
  }

  start(): void {
    this.mirror.start()
    this.desktop.start()
    this.diagnoses.start()
    this.#unsubscribe = this.bridge.on('window:navigate', target => this.#goTo(target))
    void this.#goToFirstTarget()
  }

  [Symbol.dispose](): void {
    this.#unsubscribe?.()
    this.mirror[Symbol.dispose]()
    this.desktop[Symbol.dispose]()
    this.diagnoses[Symbol.dispose]()
    this.clock[Symbol.dispose]()
  }

  /** Looks into a server, on its page. */
  readonly diagnose = (name: string): void => {
    this.view.openServer(name)
    void this.diagnoses.run(name)
  }

  /** A link or the tray may have asked for a place before the window listened. */
  async #goToFirstTarget(): Promise<void> {
    const reply = await ask(this.bridge, 'window:target', undefined)
    if (reply.ok && reply.value) this.#goTo(reply.value)
  }

  #goTo(target: ViewTarget): void {
    if (target.view === 'server') {
      if (target.report !== undefined) return this.view.openReport(target.name, target.report)
      if (target.diagnose === true) this.diagnose(target.name)
      else this.view.openServer(target.name)
    } else if (target.view === 'settings') this.view.openPanel('preferences')
    else this.view.openServers()
  }
}
