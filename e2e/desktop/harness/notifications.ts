import dbus from 'dbus-next'
import { Emitter } from '#shared/emitter'
import { plain } from './plain.ts'

export const notificationsName = 'org.freedesktop.Notifications'
export const notificationsPath = '/org/freedesktop/Notifications'

export interface Notification {
  readonly id: number
  readonly app: string
  readonly summary: string
  /** Markup, as it was sent. */
  readonly body: string
  readonly actions: readonly { readonly key: string; readonly label: string }[]
  readonly hints: unknown
}

/** The desktop's notification service: keeps what it was told, and lets a test click. */
export class Notifications extends dbus.interface.Interface {
  readonly all: Notification[] = []
  readonly closed: number[] = []
  readonly #shown = new Emitter<Notification>()
  readonly onShown = this.#shown.on
  #lastId = 0

  constructor() {
    super(notificationsName)
  }

  GetCapabilities(): string[] {
    return ['actions', 'body', 'body-markup', 'icon-static', 'persistence']
  }

  GetServerInformation(): string[] {
    return ['desktop-harness', 'test', '1', '1.2']
  }

  Notify(app: string, replaces: number, _icon: string, summary: string, body: string, pairs: string[], hints: object) {
    const id = replaces || ++this.#lastId
    const actions = pairs.flatMap((key, index) => (index % 2 === 0 ? [{ key, label: pairs[index + 1] ?? '' }] : []))
    const notification = { id, app, summary, body, actions, hints: plain(hints) }
    this.all.push(notification)
    this.#shown.emit(notification)
    return id
  }

  CloseNotification(id: number): void {
    this.closed.push(id)
    this.NotificationClosed(id, 3) // closed by a call
  }

  NotificationClosed(id: number, reason: number): unknown[] {
    return [id, reason]
  }

  ActionInvoked(id: number, key: string): unknown[] {
    return [id, key]
  }

  ActivationToken(id: number, token: string): unknown[] {
    return [id, token]
  }

  /** What a click on the notification does. */
  click({ id }: Notification): void {
    this.ActivationToken(id, `token-${id}`)
    this.ActionInvoked(id, 'default')
  }
}

Notifications.configureMembers({
  methods: {
    GetCapabilities: { inSignature: '', outSignature: 'as' },
    GetServerInformation: { inSignature: '', outSignature: 'ssss' },
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u', outSignature: '' },
  },
  signals: {
    NotificationClosed: { signature: 'uu' },
    ActionInvoked: { signature: 'us' },
    ActivationToken: { signature: 'us' },
  },
})
