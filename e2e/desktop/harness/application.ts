import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { _electron as electron, type ElectronApplication, type Page } from 'playwright/test'

const root = join(import.meta.dirname, '../../..')
const fixtureServer = join(root, 'e2e/fixtures/mcp-server.mjs')

export interface ServerEntry {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly enabled?: boolean
}

/** A server of ours that has the bad habits it is told to have. */
export function fixture(name: string, ...habits: string[]): ServerEntry {
  return { name, command: process.execPath, args: [fixtureServer, '--name', name, ...habits] }
}

/** A home of its own for one run: data folder, settings and a free port. */
export class Home implements AsyncDisposable {
  readonly folder: string
  readonly endpoint: string

  private constructor(folder: string, endpoint: string) {
    this.folder = folder
    this.endpoint = endpoint
  }

  static async make(servers: readonly ServerEntry[], settings: object = {}): Promise<Home> {
    const folder = await mkdtemp(join(tmpdir(), 'mcpproxy-desktop-'))
    const listen = `127.0.0.1:${await freePort()}`
    const config = { listen, mcpServers: servers, ...settings }
    const home = new Home(folder, `http://${listen}/mcp`)
    await writeFile(join(folder, 'mcp_config.json'), JSON.stringify(config, null, 2), { mode: 0o600 })
    return home
  }

  get env(): Record<string, string> {
    const passed = ['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'XAUTHORITY', 'PATH', 'LANG']
    return {
      ...Object.fromEntries(passed.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : []))),
      HOME: this.folder,
      XDG_CONFIG_HOME: join(this.folder, 'config'),
      XDG_CURRENT_DESKTOP: 'KDE', // makes Electron send pixels rather than a file name
      MCPPROXY_TEST: '1',
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What to start: the build in this clone, or a packaged application. */
export interface Program {
  readonly executable?: string
  readonly args: readonly string[]
}

const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
export const clone: Program = { args: [process.env.MCPPROXY_APP_DIR ?? root] }

/** The application under test, started through Playwright. */
export class Application implements AsyncDisposable {
  readonly electron: ElectronApplication
  readonly #home: Home
  readonly #program: Program
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>

  private constructor(app: ElectronApplication, home: Home, program: Program) {
    this.electron = app
    this.#process = app.process() // Playwright forgets it once the application is gone
    this.#home = home
    this.#program = program
    this.#exited = this.#process.exitCode === null ? once(this.#process, 'exit') : Promise.resolve()
  }

  static async start(
    home: Home,
    {
      args = [],
      program = clone,
      env = {},
    }: { args?: readonly string[]; program?: Program; env?: Record<string, string> } = {},
  ): Promise<Application> {
    const app = await electron.launch({
      ...(program.executable === undefined ? {} : { executablePath: program.executable }),
      args: [...sandbox, ...program.args, `--data-dir=${home.folder}`, ...args],
      env: { ...home.env, ...env },
      colorScheme: null, // Playwright would make it light for ever
    })
    return new Application(app, home, program)
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** The window, once it shows something. */
  async window(): Promise<Page> {
    const page = await this.electron.firstWindow()
    await page.waitForLoadState('domcontentloaded')
    return page
  }

  /** How many windows can be seen. */
  visibleWindows(): Promise<number> {
    return this.electron.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().filter(window => window.isVisible()).length,
    )
  }

  /** What a person's click on the window's close button does. */
  async closeWindow(): Promise<void> {
    await this.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  }

  /** Starts the same program once more, as a click on its icon does, and waits until it has handed over and left. */
  async startAgain(...args: string[]): Promise<number | null> {
    const again = [...sandbox, ...this.#program.args, `--data-dir=${this.#home.folder}`, ...args]
    const child = spawn(this.#process.spawnfile, again, { env: this.#home.env, stdio: 'ignore', timeout: 20_000 })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code
  }

  /** Resolves when the process is gone. */
  async exited(): Promise<number | null> {
    await this.#exited
    return this.#process.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill('SIGTERM')
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 20_000)
    await this.#exited
    clearTimeout(timer)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}
