import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { Control } from './control.ts'
import { cliFile, freePort } from './fixtures.ts'
import { within } from './within.ts'

export interface CoreOptions {
  readonly servers?: readonly object[]
  readonly settings?: object
  readonly env?: NodeJS.ProcessEnv
  /** A data folder of an earlier core, used again and left in place. */
  readonly folder?: string
}

/** `mcpproxy serve` as a child of the test, with a data folder and a port of its own. */
export class RunningCore implements AsyncDisposable {
  readonly folder: string
  readonly port: number
  readonly child: ChildProcess
  readonly control: Control
  readonly #clients: Client[] = []
  readonly #keepFolder: boolean

  private constructor(folder: string, port: number, child: ChildProcess, control: Control, keepFolder: boolean) {
    this.folder = folder
    this.port = port
    this.child = child
    this.control = control
    this.#keepFolder = keepFolder
  }

  static async start(options: CoreOptions = {}): Promise<RunningCore> {
    const folder = options.folder ?? (await newFolder())
    const port = await freePort()
    await writeConfig(folder, { listen: `127.0.0.1:${port}`, ...options.settings, mcpServers: options.servers ?? [] })
    const child = runCli(['serve', '--data-dir', folder], options.env)
    let output = ''
    const listening = new Promise<void>((resolve, reject) => {
      const collect = (chunk: Buffer) => {
        output += String(chunk)
        if (output.includes(`:${port}/mcp`)) resolve()
      }
      child.stdout?.on('data', collect)
      child.stderr?.on('data', collect)
      child.once('exit', code => reject(new Error(`serve exited with ${code}: ${output}`)))
    })
    try {
      await within(15_000, 'the endpoint line', listening)
      const control = await Control.connect(join(folder, 'run', 'control.sock'))
      return new RunningCore(folder, port, child, control, options.folder !== undefined)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** A connected client of the SDK; closed with this core. */
  async client(path = '/mcp'): Promise<Client> {
    const client = new Client({ name: 'e2e', version: '1.0.0' })
    await client.connect(new StreamableHTTPClientTransport(new URL(path, this.url)) as never) // the SDK's own types differ under exactOptionalPropertyTypes
    this.#clients.push(client)
    return client
  }

  /** Runs another `mcpproxy` command against this data folder. */
  async cli(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    return collectCli([...args, '--data-dir', this.folder])
  }

  async writeConfig(config: object): Promise<void> {
    await writeConfig(this.folder, { listen: `127.0.0.1:${this.port}`, ...config })
  }

  async readConfigText(): Promise<string> {
    return readFile(join(this.folder, 'mcp_config.json'), 'utf8')
  }

  /** Sends the signal and waits for the exit; returns its code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    await Promise.all(this.#clients.splice(0).map(client => client.close()))
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode
    const exited = once(this.child, 'exit')
    this.child.kill(signal)
    await within(40_000, 'the core to stop', exited)
    return this.child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await this.control[Symbol.asyncDispose]()
    if (!this.#keepFolder) await rm(this.folder, { recursive: true, force: true })
  }
}

export const newFolder = () => mkdtemp(join(tmpdir(), 'mcpproxy-e2e-'))

export async function writeConfig(folder: string, config: object): Promise<void> {
  await writeFile(join(folder, 'mcp_config.json'), JSON.stringify(config, null, 2))
}

export function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [cliFile, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
}

/** Runs a command to its end. */
export async function collectCli(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = runCli(args, env)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', chunk => (stdout += String(chunk)))
  child.stderr?.on('data', chunk => (stderr += String(chunk)))
  await within(30_000, `mcpproxy ${args.join(' ')}`, once(child, 'close'))
  return { code: child.exitCode, stdout, stderr }
}
