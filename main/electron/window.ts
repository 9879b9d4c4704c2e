import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron'
import { bundleOrigin } from './bundle-path.ts'
import type { PreferenceStore } from './preference-store.ts'
import { minimumSize, placeWindow } from './window-bounds.ts'

export interface MainWindowOptions {
  /** The preload script: one CommonJS file. */
  readonly preload: string
  readonly icon: string
  readonly preferences: PreferenceStore
  /** Closing hides the window while this is true; it is the tray that brings it back. */
  readonly hidesOnClose: () => boolean
  /** The system is ending the session (Windows). */
  readonly onSessionEnd: () => void
  /** The page died; a new one has been opened. */
  readonly onPageGone: (reason: string) => void
}

/** The window's ground before its first paint, so that it never flashes: `--color-canvas` of the design tokens. */
const canvas = { light: '#fcfcfd', dark: '#151619' } as const

/** The one window: made when first shown, hidden when closed, remembered where it stood. */
export class MainWindow implements Disposable {
  readonly #options: MainWindowOptions
  #window: BrowserWindow | null = null

  constructor(options: MainWindowOptions) {
    this.#options = options
  }

  /** The page, while there is one. */
  get page(): WebContents | null {
    return this.#window?.webContents ?? null
  }

  /** Brings the window to the front, wherever it is. */
  show(): void {
    const window = this.#window
    if (window === null) {
      this.#open()
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  hide(): void {
    this.#window?.hide()
  }

  [Symbol.dispose](): void {
    this.#window?.destroy()
    this.#window = null
  }

  #open(): void {
    const last = this.#options.preferences.window
    const workAreas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(display => display.workArea)
    const window = new BrowserWindow({
      ...placeWindow(last, workAreas),
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      title: 'MCPProxy',
      icon: this.#options.icon,
      show: false,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light,
      webPreferences: {
        preload: this.#options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    })
    this.#window = window
    window.once('ready-to-show', () => {
      if (last?.maximized === true) window.maximize()
      window.show()
    })
    window.on('close', event => {
      this.#remember(window)
      if (!this.#options.hidesOnClose()) return
      event.preventDefault()
      window.hide()
    })
    window.on('closed', () => {
      if (this.#window === window) this.#window = null
    })
    window.on('session-end', () => this.#options.onSessionEnd())
    window.webContents.on('render-process-gone', (_event, { reason }) => this.#replace(window, reason))
    void window.loadURL(`${bundleOrigin}/`)
  }

  #replace(window: BrowserWindow, reason: string): void {
    if (this.#window !== window || reason === 'clean-exit') return
    const wasVisible = window.isVisible()
    this[Symbol.dispose]()
    if (wasVisible) this.#open()
    this.#options.onPageGone(reason)
  }

  #remember(window: BrowserWindow): void {
    this.#options.preferences.rememberWindow({
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
    })
  }
}
