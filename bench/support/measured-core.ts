import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileOf, MeasuredProcess } from './measured-process.ts'

const cliFile = fileOf('../../out/main/cli.js', import.meta.url)
export const fixtureFile = fileOf('../../e2e/fixtures/mcp-server.mjs', import.meta.url)

export const fixtureServer = (name: string, ...flags: string[]) => ({
  name,
  command: process.execPath,
  args: [fixtureFile, '--name', name, ...flags],
})

/** The built core with a data folder and a port of its own. */
export class MeasuredCore extends MeasuredProcess {
  readonly port: number
  readonly folder: string

  private constructor(folder: string, port: number) {
    super(cliFile, ['serve', '--data-dir', folder])
    this.folder = folder
    this.port = port
  }

  static async start(servers: readonly object[], settings: object = {}): Promise<MeasuredCore> {
    const folder = await mkdtemp(join(tmpdir(), 'mcpproxy-bench-'))
    const port = await freePort()
    const config = { listen: `127.0.0.1:${port}`, ...settings, mcpServers: servers }
    await writeFile(join(folder, 'mcp_config.json'), JSON.stringify(config))
    return new MeasuredCore(folder, port)
  }

  /** Milliseconds from the start of the process until the port takes a connection. */
  async untilOpen(): Promise<number> {
    while (!(await canConnect(this.port))) if (this.child.exitCode !== null) throw new Error('The core exited')
    return performance.now() - this.startedAtMs
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}

function canConnect(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    const done = (result: boolean) => () => {
      socket.destroy()
      setTimeout(() => resolve(result), result ? 0 : 2) // a refused connection is tried again every 2 ms
    }
    socket.once('connect', done(true)).once('error', done(false))
  })
}
