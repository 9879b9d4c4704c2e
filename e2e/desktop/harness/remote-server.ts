import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../fixtures/http-mcp-server.mjs')

/** An MCP server on a port of this machine that is no child of the application: it can go and come back. */
export class RemoteServer implements AsyncDisposable {
  #child: ChildProcess | null = null
  #port = 0

  static async start(): Promise<RemoteServer> {
    const server = new RemoteServer()
    await server.comeBack()
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/mcp`
  }

  /** Listens again where it listened before. */
  async comeBack(): Promise<void> {
    const child = spawn(process.execPath, [program, '--port', String(this.#port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    this.#port = Number(String(line).split(' ')[1])
  }

  async goAway(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.goAway()
  }
}
