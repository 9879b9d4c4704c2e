import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { dirname } from 'node:path'
import { AppError } from '#shared/errors'
import { sleep } from '#shared/sleep'
import { silentLog } from '../log/log.ts'
import { ControlConnection, type ConnectionOptions } from './control-connection.ts'

export interface ControlServerOptions extends Omit<ConnectionOptions, 'log'> {
  /** A socket file in a folder of its own owner, or a Windows pipe name. */
  readonly path: string
  readonly log?: ConnectionOptions['log']
}

/** Peers at a time: windows and commands of one person. */
const maxConnections = 32
/** What peers get to read their last answers when the server closes. */
const goodbyeLimitMs = 500

/** Serves the contract on a private socket: newline-delimited JSON, see docs/cli.md. */
export class ControlServer implements AsyncDisposable {
  readonly #options: ControlServerOptions
  readonly #server: Server
  readonly #connections = new Set<ControlConnection>()

  constructor(options: ControlServerOptions) {
    this.#options = options
    const log = options.log ?? silentLog
    this.#server = createServer(socket => {
      const connection = new ControlConnection(socket, { ...options, log })
      this.#connections.add(connection)
      socket.on('close', () => this.#connections.delete(connection))
    })
    this.#server.maxConnections = maxConnections
  }

  /**
   * Opens the socket, readable by this user alone. A socket file that nobody answers on is taken over.
   * @throws {AppError} `DATA_FOLDER_OWNED` when somebody answers, `DATA_FOLDER_UNUSABLE` when the place is not private
   */
  async listen(): Promise<void> {
    const { path } = this.#options
    const isPipe = path.startsWith('\\\\.\\pipe\\')
    if (!isPipe) {
      await preparePrivateFolder(dirname(path))
      await removeStaleSocket(path)
    }
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(path, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    // Until here the private folder guards it.
    if (!isPipe) await chmod(path, 0o600)
  }

  /** Resolves when the socket is gone and all peers are. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise<void>(resolve => void this.#server.close(() => resolve()))
    for (const connection of this.#connections) connection.end()
    const done = new AbortController()
    await Promise.race([closed.then(() => done.abort()), sleep(goodbyeLimitMs, done.signal).catch(() => {})])
    for (const connection of this.#connections) connection[Symbol.dispose]()
    await closed
  }
}

async function preparePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (process.platform === 'win32') return
  const stats = await lstat(folder)
  if (!stats.isDirectory() || stats.uid !== process.getuid?.()) {
    throw new AppError('DATA_FOLDER_UNUSABLE', `${folder} belongs to somebody else: remove it or use --data-dir`, {
      folder,
    })
  }
  if ((stats.mode & 0o077) !== 0) await chmod(folder, 0o700)
}

async function removeStaleSocket(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => null)
  if (stats === null) return
  const folder = dirname(path)
  if (!stats.isSocket()) {
    throw new AppError('DATA_FOLDER_UNUSABLE', `${path} is in the way and is no socket: move it elsewhere`, { folder })
  }
  if (await isAnswering(path)) {
    throw new AppError('DATA_FOLDER_OWNED', `Another MCPProxy answers on ${path}`, { folder, pid: 0 })
  }
  await rm(path, { force: true })
}

function isAnswering(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    const settle = (answering: boolean) => {
      socket.destroy()
      resolve(answering)
    }
    socket.setTimeout(1_000, () => settle(true)) // busy is not gone
    socket.once('connect', () => settle(true))
    // Refused means that nobody listens. Anything else, such as a full backlog, is no proof of that.
    socket.once('error', (error: NodeJS.ErrnoException) =>
      settle(!['ECONNREFUSED', 'ENOENT'].includes(error.code ?? '')),
    )
  })
}
