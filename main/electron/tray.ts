import { join } from 'node:path'
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron'
import { Disposables } from '#shared/disposable'
import type { Snapshot } from '#shared/ipc/contract'
import { Throttle } from './throttle.ts'
import { drawBadge, iconParts } from './tray-icon.ts'
import { trayMenuOf, type TrayAction, type TrayEntry } from './tray-menu.ts'
import { trayViewOf, type TrayView } from './tray-state.ts'
import type { TrayHost } from './tray-host.ts'

/** Four updates a second: more than an eye needs, less than a panel minds. */
const updateEveryMs = 250

/** The icon in the desktop's tray. Shows the last snapshot it was given; never the only way in. */
export class TrayIcon implements Disposable {
  readonly #assets: string
  readonly #act: (action: TrayAction) => void
  readonly #owned = new Disposables()
  readonly #throttle: Throttle
  #tray: Tray | null = null
  #latest: Pick<Snapshot, 'app' | 'servers'> | null = null
  #shownIcon = ''
  #shownMenu = ''

  /** @param assets - the folder with the glyphs; `act` is told what a person chose */
  constructor(assets: string, host: TrayHost, act: (action: TrayAction) => void) {
    this.#assets = assets
    this.#act = act
    this.#throttle = this.#owned.use(new Throttle(updateEveryMs, () => this.#show()))
    this.#owned.use(host.onChange(isPresent => isPresent && this.#recreate()))
    this.#owned.defer(() => this.#tray?.destroy())
  }

  update(latest: Pick<Snapshot, 'app' | 'servers'>): void {
    this.#latest = latest
    this.#throttle.request()
  }

  [Symbol.dispose](): void {
    this.#owned[Symbol.dispose]()
  }

  /** An icon does not move to a host that came later: it needs a new one. */
  #recreate(): void {
    this.#tray?.destroy()
    this.#tray = null
    this.#throttle.request()
  }

  #show(): void {
    if (this.#latest === null) return
    const { app, servers } = this.#latest
    const view = trayViewOf(app, servers)
    const tray = this.#tray ?? this.#create(view)
    const icon = `${view.state} ${view.attention}`
    if (icon !== this.#shownIcon) tray.setImage(this.#draw(view))
    if (process.platform === 'darwin') tray.setTitle(view.attention > 0 ? String(view.attention) : '')
    tray.setToolTip(`MCPProxy: ${view.summary}`)
    const entries = trayMenuOf(app, servers, view)
    const menu = JSON.stringify(entries)
    // A new menu closes an open one, so it is set only when it says something new.
    if (menu !== this.#shownMenu) tray.setContextMenu(Menu.buildFromTemplate(entries.map(entry => this.#item(entry))))
    this.#shownIcon = icon
    this.#shownMenu = menu
  }

  #create(view: TrayView): Tray {
    const tray = new Tray(this.#draw(view))
    tray.on('click', () => this.#act({ kind: 'open' }))
    this.#shownIcon = `${view.state} ${view.attention}`
    this.#shownMenu = ''
    this.#tray = tray
    return tray
  }

  #item(entry: TrayEntry): MenuItemConstructorOptions {
    if (entry.kind === 'separator') return { type: 'separator' }
    const label = entry.label.replaceAll('&', '&&') // a single one marks a keyboard shortcut
    if (entry.kind === 'text') return { label, enabled: false }
    if (entry.kind === 'submenu') return { label, submenu: entry.entries.map(inner => this.#item(inner)) }
    return { label, enabled: entry.enabled, click: () => this.#act(entry.action) }
  }

  #draw(view: TrayView): NativeImage {
    const isTemplate = process.platform === 'darwin'
    const image = nativeImage.createEmpty()
    for (const { size, scaleFactor } of representations[process.platform] ?? linuxRepresentation) {
      const { glyph, badge } = iconParts(view, size, isTemplate)
      const base = this.#load(glyph)
      const { width, height, data } = badge === null ? base : drawBadge(base, this.#load(badge))
      const drawn = nativeImage.createFromBitmap(Buffer.from(data), { width, height })
      image.addRepresentation({ scaleFactor, width, height, buffer: drawn.toPNG() })
    }
    image.setTemplateImage(isTemplate)
    return image
  }

  #load(name: string): { width: number; height: number; data: Buffer } {
    const image = nativeImage.createFromPath(join(this.#assets, name))
    return { ...image.getSize(), data: image.toBitmap() }
  }
}

/** Linux takes one picture and scales it. */
const linuxRepresentation = [{ size: 44, scaleFactor: 1 }]
const representations: { readonly [platform: string]: typeof linuxRepresentation } = {
  darwin: [
    { size: 22, scaleFactor: 1 },
    { size: 44, scaleFactor: 2 },
  ],
  win32: [
    { size: 16, scaleFactor: 1 },
    { size: 24, scaleFactor: 1.5 },
    { size: 32, scaleFactor: 2 },
  ],
}
