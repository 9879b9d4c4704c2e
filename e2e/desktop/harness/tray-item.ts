import dbus from 'dbus-next'
import { PNG } from 'pngjs'
import { plain } from './plain.ts'

/** One line of the icon's menu, as the panel would draw it. */
export interface MenuLine {
  readonly id: number
  readonly label: string
  readonly isSeparator: boolean
  readonly enabled: boolean
  readonly children: readonly MenuLine[]
}

type Layout = [id: number, properties: { [key: string]: dbus.Variant }, children: dbus.Variant<Layout>[]]

/** A tray icon as a panel sees it: looks at it, opens its menu, clicks. */
export class TrayItem {
  readonly service: string
  readonly #item: dbus.ClientInterface
  readonly #properties: dbus.ClientInterface
  readonly #menu: dbus.ClientInterface

  private constructor(service: string, object: dbus.ProxyObject, menu: dbus.ProxyObject) {
    this.service = service
    this.#item = object.getInterface('org.kde.StatusNotifierItem')
    this.#properties = object.getInterface('org.freedesktop.DBus.Properties')
    this.#menu = menu.getInterface('com.canonical.dbusmenu')
  }

  /** @param service - as the icon registered itself: a bus name, with or without a path */
  static async open(bus: dbus.MessageBus, service: string): Promise<TrayItem> {
    const slash = service.indexOf('/')
    const name = slash > 0 ? service.slice(0, slash) : service
    const object = await bus.getProxyObject(name, slash > 0 ? service.slice(slash) : '/StatusNotifierItem', itemXml)
    const properties = object.getInterface('org.freedesktop.DBus.Properties')
    const menuPath = plain(await call(properties, 'Get', 'org.kde.StatusNotifierItem', 'Menu')) as string
    return new TrayItem(service, object, await bus.getProxyObject(name, menuPath, menuXml))
  }

  async tooltip(): Promise<string> {
    const [, , title] = (await this.#property('ToolTip')) as [string, unknown, string, string]
    return title
  }

  /** The icon, from D-Bus's ARGB to PNG. */
  async icon(): Promise<PNG> {
    const pixmaps = (await this.#property('IconPixmap')) as [number, number, Buffer][]
    const [width, height, argb] = pixmaps.sort((a, b) => b[0] - a[0])[0] ?? [0, 0, Buffer.alloc(0)]
    const png = new PNG({ width, height })
    for (let i = 0; i < argb.length; i += 4) argb.copy(png.data, i, i + 1, i + 4)
    for (let i = 0; i < argb.length; i += 4) png.data[i + 3] = argb[i] ?? 0
    return png
  }

  async menu(): Promise<readonly MenuLine[]> {
    const [, root] = (await call(this.#menu, 'GetLayout', 0, -1, [])) as [number, Layout]
    return lineOf(root).children
  }

  /** Clicks the line that these labels lead to. */
  async click(...path: string[]): Promise<void> {
    let lines = await this.menu()
    let line: MenuLine | undefined
    for (const label of path) {
      line = lines.find(each => each.label === label)
      if (line === undefined) throw new Error(`No “${label}” among ${lines.map(each => each.label).join(' | ')}`)
      lines = line.children
    }
    const seconds = Math.floor(Date.now() / 1_000)
    await call(this.#menu, 'Event', line?.id ?? 0, 'clicked', new dbus.Variant('i', 0), seconds)
  }

  /** What a click on the icon itself does. */
  async activate(): Promise<void> {
    await call(this.#item, 'Activate', 10, 10)
  }

  async #property(name: string): Promise<unknown> {
    return plain(await call(this.#properties, 'Get', 'org.kde.StatusNotifierItem', name))
  }
}

function lineOf([id, properties, children]: Layout): MenuLine {
  const { label = '', type = 'standard', enabled = true } = plain(properties) as { [key: string]: unknown }
  return {
    id,
    label: String(label).replaceAll('__', '\0').replaceAll('_', '').replaceAll('\0', '_'), // a single one marks a key
    isSeparator: type === 'separator',
    enabled: enabled === true,
    children: children.map(child => lineOf(child.value)),
  }
}

/** dbus-next makes methods from the XML below, which its types cannot know. */
async function call(target: dbus.ClientInterface, method: string, ...args: unknown[]): Promise<unknown> {
  return (target[method] as (...given: unknown[]) => Promise<unknown>)(...args)
}

// Chromium's objects do not describe themselves, so their description is given here.
const argument = (type: string, direction = 'in') => `<arg type="${type}" direction="${direction}"/>`
const method = (name: string, ins: readonly string[], outs: readonly string[] = []) =>
  `<method name="${name}">${ins.map(type => argument(type)).join('')}${outs.map(type => argument(type, 'out')).join('')}</method>`
const describe = (name: string, ...members: string[]) =>
  `<node><interface name="org.freedesktop.DBus.Properties">${method('Get', ['s', 's'], ['v'])}</interface>` +
  `<interface name="${name}">${members.join('')}</interface></node>`
const itemXml = describe('org.kde.StatusNotifierItem', method('Activate', ['i', 'i']))
const menuXml = describe(
  'com.canonical.dbusmenu',
  method('GetLayout', ['i', 'i', 'as'], ['u', '(ia{sv}av)']),
  method('Event', ['i', 's', 'v', 'u']),
)
