import dbus from 'dbus-next'
import { Notifications, notificationsName, notificationsPath } from './notifications.ts'
import { TrayItem } from './tray-item.ts'
import { Watcher, watcherName, watcherPath } from './watcher.ts'

const doNotQueue = 4
const primaryOwner = 1
const waitMs = 10_000

/** A Linux desktop in the test's process: tray host and notification service, on the session bus of this test run. */
export class FakeDesktop implements Disposable {
  readonly #bus: dbus.MessageBus
  readonly notifications = new Notifications()
  #watcher = new Watcher()

  private constructor(bus: dbus.MessageBus) {
    this.#bus = bus
  }

  /** @param options.trayHost - false: a desktop whose tray comes later, or never */
  static async start({ trayHost = true } = {}): Promise<FakeDesktop> {
    const desktop = new FakeDesktop(dbus.sessionBus())
    desktop.#bus.export(notificationsPath, desktop.notifications)
    await desktop.#own(notificationsName)
    const daemon = await desktop.#bus.getProxyObject('org.freedesktop.DBus', '/org/freedesktop/DBus')
    daemon.getInterface('org.freedesktop.DBus').on('NameOwnerChanged', (name: string, _old: string, owner: string) => {
      if (owner === '') desktop.#watcher.forget(name)
    })
    if (trayHost) await desktop.startTrayHost()
    return desktop
  }

  /** The desktop's tray appears. */
  async startTrayHost(): Promise<void> {
    this.#watcher = new Watcher()
    this.#bus.export(watcherPath, this.#watcher)
    await this.#own(watcherName)
  }

  /** The desktop's tray goes away, as when a panel crashes. */
  async stopTrayHost(): Promise<void> {
    await this.#bus.releaseName(watcherName)
    this.#bus.unexport(watcherPath, this.#watcher)
  }

  /** The icon, once there is one. */
  async tray(): Promise<TrayItem> {
    const [service] = await this.#items(items => items.length > 0)
    return TrayItem.open(this.#bus, service ?? '')
  }

  async trayGone(): Promise<void> {
    await this.#items(items => items.length === 0)
  }

  [Symbol.dispose](): void {
    this.#bus.disconnect()
  }

  async #own(name: string): Promise<void> {
    const reply: number = await this.#bus.requestName(name, doNotQueue)
    if (reply !== primaryOwner) throw new Error(`${name} is owned already: run under dbus-run-session`)
  }

  #items(isExpected: (items: readonly string[]) => boolean): Promise<readonly string[]> {
    const watcher = this.#watcher
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => finish(() => reject(new Error('The tray icon did not come or go'))), waitMs)
      const subscription = watcher.onChange(() => check())
      const finish = (done: () => void) => {
        clearTimeout(timer)
        subscription[Symbol.dispose]()
        done()
      }
      const check = () => {
        if (isExpected(watcher.items)) finish(() => resolve([...watcher.items]))
      }
      check()
    })
  }
}
