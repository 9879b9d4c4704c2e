import { Emitter, type Subscribe } from '#shared/emitter'
import { sleep } from '#shared/sleep'
import type { Log } from '#core/log/log'

/** Where tray icons live. On Linux it may come late, go away, or never exist. */
export interface TrayHost extends Disposable {
  readonly isPresent: boolean
  /** Told with every change; `true` also means that an icon made before is lost. */
  readonly onChange: Subscribe<boolean>
}

const watcherName = 'org.kde.StatusNotifierWatcher'
const answerLimitMs = 3_000

/** The tray host of this system. @param log - told when the session bus cannot be reached */
export async function findTrayHost(log: Log): Promise<TrayHost> {
  return process.platform === 'linux' ? watchSessionBus(log) : alwaysPresent
}

const alwaysPresent: TrayHost = {
  isPresent: true,
  onChange: () => ({ [Symbol.dispose]() {} }),
  [Symbol.dispose]() {},
}

/** Follows who owns the watcher's name on the session bus. Loaded here alone: other systems have no such bus. */
async function watchSessionBus(log: Log): Promise<TrayHost> {
  const { default: dbus } = await import('dbus-next')
  const changed = new Emitter<boolean>()
  let isPresent = false
  const apply = (present: boolean) => {
    isPresent = present
    changed.emit(present)
  }
  const host = (disconnect: () => void): TrayHost => ({
    get isPresent() {
      return isPresent
    },
    onChange: changed.on,
    [Symbol.dispose]() {
      changed[Symbol.dispose]()
      disconnect()
    },
  })
  const daemon = {
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
  }
  try {
    const bus = dbus.sessionBus()
    const broken = new Promise<never>((_resolve, reject) => {
      bus.on('error', error => {
        log.warn('The session bus is gone; the tray icon cannot follow its host', { error })
        reject(error)
        if (isPresent) apply(false)
      })
    })
    broken.catch(() => {}) // after the first answer nobody waits for it
    bus.on('message', message => {
      const [name, , owner] = message.body as unknown[]
      if (message.member === 'NameOwnerChanged' && name === watcherName) apply(owner !== '')
    })
    const ask = (member: string, text: string) =>
      Promise.race([
        bus.call(new dbus.Message({ ...daemon, member, signature: 's', body: [text] })),
        broken,
        sleep(answerLimitMs).then(() => Promise.reject(new Error(`The session bus did not answer ${member}`))),
      ])
    await ask(
      'AddMatch',
      `type='signal',sender='${daemon.destination}',member='NameOwnerChanged',arg0='${watcherName}'`,
    )
    const reply = await ask('NameHasOwner', watcherName)
    isPresent = reply?.body[0] === true
    return host(() => bus.disconnect())
  } catch (error) {
    log.warn('There is no session bus; the tray icon may not appear', { error })
    return host(() => {})
  }
}
