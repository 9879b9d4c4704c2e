import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright/test'
import type { Snapshot } from '#shared/ipc/contract'
import { Control } from '../../core/support/control.ts'
import { clone, type Home } from './application.ts'
import type { TrayItem } from './tray-item.ts'
import { readTrayPicture } from './tray-picture.ts'

const command = join(clone.args[0] ?? '', 'out/main/cli.js')
const run = promisify(execFile)

/** Runs the command of the application under test; its output. */
export async function runCommand(home: Home, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [command, ...args, '--data-dir', home.folder], { env: home.env })
  return stdout
}

export type Statuses = Readonly<Record<string, string>>

/** What each of the places that people look at says, at one moment. */
export interface Testimony {
  readonly control: { readonly servers: Statuses; readonly paused: boolean }
  readonly command: { readonly servers: Statuses; readonly paused: boolean }
  readonly window: {
    readonly servers: Statuses
    /** Names whose switch is on. */
    readonly on: readonly string[]
    readonly place: string
    readonly title: string
    /** The button that pauses or resumes. */
    readonly pause: string
  }
  readonly tray: {
    readonly state: string | undefined
    readonly badge: string | null
    readonly tooltip: string
    readonly menu: readonly string[]
  }
}

/** Window, tray and command of one running application, and its control socket to check them by. */
export class Witnesses implements AsyncDisposable {
  readonly control: Control
  readonly #home: Home
  readonly #page: Page
  readonly #tray: TrayItem

  private constructor(control: Control, home: Home, page: Page, tray: TrayItem) {
    this.control = control
    this.#home = home
    this.#page = page
    this.#tray = tray
  }

  static async of(home: Home, page: Page, tray: TrayItem): Promise<Witnesses> {
    return new Witnesses(await Control.connect(join(home.folder, 'run', 'control.sock')), home, page, tray)
  }

  /** Asks all four. */
  async ask(): Promise<Testimony> {
    const [told, window, tray] = await Promise.all([
      runCommand(this.#home, 'status', '--json'),
      this.#window(),
      this.#askTray(),
    ])
    return { control: factsOf(this.control.snapshot), command: factsOf(JSON.parse(told) as Snapshot), window, tray }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.control[Symbol.asyncDispose]()
  }

  async #window(): Promise<Testimony['window']> {
    const page = this.#page
    const rows = await page
      .getByRole('grid', { name: 'Servers' })
      .getByRole('row')
      .evaluateAll(elements =>
        (elements as unknown as Row[]).slice(1).map(row => ({
          name: row.querySelector('[role="gridcell"]:nth-child(1) bdi')?.textContent ?? '',
          status: row.querySelector('[role="gridcell"]:nth-child(2)')?.textContent ?? '',
          on: row.querySelector('[role="switch"]')?.ariaChecked === 'true',
        })),
      )
    return {
      servers: Object.fromEntries(rows.map(({ name, status }) => [name, status.toLowerCase().replaceAll(' ', '-')])),
      on: rows.filter(({ on }) => on).map(({ name }) => name),
      // Its words, without the number of all servers that stands beside them.
      place: ((await page.getByRole('navigation').getByRole('button').textContent()) ?? '').replace(
        /(?<=^Servers)\d+/,
        '',
      ),
      title: await page.title(),
      pause:
        (await page
          .getByRole('complementary')
          .getByRole('button', { name: /^(Pause|Resume|Stopping)/ })
          .getAttribute('aria-label')) ?? '',
    }
  }

  async #askTray(): Promise<Testimony['tray']> {
    const [icon, tooltip, lines] = [await this.#tray.icon(), await this.#tray.tooltip(), await this.#tray.menu()]
    return { ...readTrayPicture(icon), tooltip, menu: lines.map(line => (line.isSeparator ? '—' : line.label)) }
  }
}

const factsOf = ({ app, servers }: Snapshot) => ({
  servers: Object.fromEntries(servers.map(({ name, status }) => [name, status])),
  paused: app.paused,
})

/** As much of the page's elements as is read here; the suite itself knows no DOM. */
interface Row {
  querySelector(selector: string): { readonly textContent: string | null; readonly ariaChecked: string | null } | null
}
