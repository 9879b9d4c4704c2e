import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { stat } from 'node:fs/promises'
import type { Custody, Ward } from './custody.ts'
import { findCommand } from './find-command.ts'
import type { Marker } from './marker.ts'
import { windowsCommand } from './windows-command.ts'

export interface SpawnSpec {
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment, see `baseEnvironment`. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly marker: Marker | null
  /** Told before and after the spawn; without a marker it has nothing to remember it by. */
  readonly custody?: Custody
}

export interface Exit {
  readonly code: number | null
  readonly signal: string | null
}

/** Heard from the first byte on: attached in the tick of the spawn. */
export interface ChildListeners {
  onStdout(chunk: Buffer): void
  onStderr(chunk: Buffer): void
  onExit(exit: Exit): void
}

/** A child in a group of its own. Whoever holds it must hand it to `stopTree`. */
export interface OwnedChild {
  readonly pid: number
  readonly marker: Marker | null
  readonly process: ChildProcessWithoutNullStreams
  /** Null while it lives. */
  readonly exit: Exit | null
  readonly ward?: Ward | undefined
}

/** The system refused to start a program. */
export class SpawnError extends Error {
  /** Such as ENOENT, EACCES, E2BIG, EAGAIN. */
  readonly code: string | null
  constructor(message: string, code: string | null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SpawnError'
    this.code = code
  }
}

/**
 * Starts a program directly, in its own process group, and resolves once the system has started it.
 * @throws {SpawnError} naming the command, or the working directory when that is at fault
 */
export async function spawnOwned(spec: SpawnSpec, listeners: ChildListeners): Promise<OwnedChild> {
  const start = process.platform === 'win32' ? await forWindows(spec) : { file: spec.command, args: spec.args }
  const ward = spec.marker === null ? undefined : await spec.custody?.announce(spec.marker)
  try {
    return await begin(spec, start, listeners, ward)
  } catch (error) {
    ward?.release(null)
    throw await explain(error as NodeJS.ErrnoException, spec)
  }
}

function begin(
  spec: SpawnSpec,
  start: { readonly file: string; readonly args: readonly string[]; readonly verbatim?: boolean },
  listeners: ChildListeners,
  ward: Ward | undefined,
): Promise<OwnedChild> {
  return new Promise((resolve, reject) => {
    const child = spawn(start.file, start.args, {
      cwd: spec.cwd,
      env: spec.env,
      stdio: 'pipe',
      detached: process.platform !== 'win32', // Unix: leads a new group; Windows: libuv's job ends it with us
      windowsHide: true,
      windowsVerbatimArguments: start.verbatim ?? false,
    })
    if (child.pid !== undefined) ward?.spawned(child.pid)
    let exit: Exit | null = null
    child.stdout.on('data', (chunk: Buffer) => listeners.onStdout(chunk))
    child.stderr.on('data', (chunk: Buffer) => listeners.onStderr(chunk))
    // A pipe that breaks says nothing that the end of the program does not say better; stdin's owner adds his own listener.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {})
    child.once('exit', (code, signal) => listeners.onExit((exit = { code, signal })))
    child.on('error', reject) // after the start: a signal that could not be sent, which stopTree sees for itself
    child.once('spawn', () =>
      resolve({
        pid: child.pid as number, // set once 'spawn' has come
        marker: spec.marker,
        process: child,
        ward,
        get exit() {
          return exit
        },
      }),
    )
  })
}

async function forWindows(spec: SpawnSpec) {
  const found = await findCommand(spec.command, spec)
  const path = found.kind === 'found' ? found.path : spec.command
  return windowsCommand(path, spec.args, spec.env.ComSpec ?? process.env.ComSpec ?? 'cmd.exe')
}

/** One plain sentence for what the system said. `ENOENT` alone does not tell what is missing. */
async function explain(error: NodeJS.ErrnoException, spec: SpawnSpec): Promise<SpawnError> {
  const code = error.code ?? null
  const say = (message: string) => new SpawnError(message, code, { cause: error })
  const folder = await stat(spec.cwd).catch((reason: NodeJS.ErrnoException) => reason)
  if (folder instanceof Error) {
    if (folder.code === 'EACCES') return say(`The working directory ${spec.cwd} may not be entered.`)
    return say(`The working directory ${spec.cwd} does not exist.`)
  }
  if (!folder.isDirectory()) return say(`The working directory ${spec.cwd} is not a directory.`)
  const found = await findCommand(spec.command, spec)
  switch (code) {
    case 'ENOENT':
      if (found.kind === 'missing') return say(`The command ${spec.command} was not found.`)
      return say(`${found.path} was found, but the interpreter named in its first line was not.`)
    case 'EACCES':
      if (found.kind === 'not-executable') return say(`${found.path} is not executable.`)
      return say(`${spec.command} may not be executed, or the working directory ${spec.cwd} may not be entered.`)
    case 'E2BIG':
      return say(`The arguments and environment of ${spec.command} are longer than the system allows.`)
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return say(`The system has no room for another process (${code}).`)
    case 'ERR_INVALID_ARG_VALUE':
      return say(`The command, an argument or a variable of ${spec.command} holds a character that is not allowed.`)
    default:
      return say(`${spec.command} could not be started (${code ?? 'no code'}).`)
  }
}
