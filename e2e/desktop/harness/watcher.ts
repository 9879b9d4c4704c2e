import dbus from 'dbus-next'
import { Emitter } from '#shared/emitter'

export const watcherName = 'org.kde.StatusNotifierWatcher'
export const watcherPath = '/StatusNotifierWatcher'

/** The service that a desktop's panel offers to tray icons (freedesktop.org's StatusNotifierItem, KDE's names). */
export class Watcher extends dbus.interface.Interface {
  readonly items: string[] = []
  readonly #changed = new Emitter<void>()
  readonly onChange = this.#changed.on

  constructor() {
    super(watcherName)
  }

  get RegisteredStatusNotifierItems(): string[] {
    return this.items
  }

  get IsStatusNotifierHostRegistered(): boolean {
    return true
  }

  get ProtocolVersion(): number {
    return 0
  }

  RegisterStatusNotifierItem(service: string): void {
    if (this.items.includes(service)) return
    this.items.push(service)
    this.StatusNotifierItemRegistered(service)
    this.#changed.emit()
  }

  RegisterStatusNotifierHost(): void {}

  StatusNotifierItemRegistered(service: string): string {
    return service
  }

  StatusNotifierItemUnregistered(service: string): string {
    return service
  }

  StatusNotifierHostRegistered(): void {}

  /** A program left the bus, and its icons with it. */
  forget(owner: string): void {
    for (const service of this.items.filter(item => item === owner || item.startsWith(`${owner}/`))) {
      this.items.splice(this.items.indexOf(service), 1)
      this.StatusNotifierItemUnregistered(service)
    }
    this.#changed.emit()
  }
}

const read = dbus.interface.ACCESS_READ
Watcher.configureMembers({
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: read },
    IsStatusNotifierHostRegistered: { signature: 'b', access: read },
    ProtocolVersion: { signature: 'i', access: read },
  },
  methods: {
    RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' },
    RegisterStatusNotifierHost: { inSignature: 's', outSignature: '' },
  },
  signals: {
    StatusNotifierItemRegistered: { signature: 's' },
    StatusNotifierItemUnregistered: { signature: 's' },
    StatusNotifierHostRegistered: { signature: '' },
  },
})
