import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** A screen and a session bus: the machine's own, or ones made for this run where there is no screen. */
export class Display implements AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  readonly #owned: readonly ChildProcess[]

  private constructor(env: Readonly<Record<string, string>>, owned: readonly ChildProcess[]) {
    this.env = env
    this.#owned = owned
  }

  static async open(): Promise<Display> {
    if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return new Display({}, [])
    const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [display, address] = await Promise.all([firstLine(screen), firstLine(bus)])
    return new Display({ DISPLAY: `:${display}`, DBUS_SESSION_BUS_ADDRESS: address }, [screen, bus])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#owned) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
  }
}

async function firstLine(child: ChildProcess & { readonly stdout: Readable | null }): Promise<string> {
  const failed = once(child, 'exit').then(() => {
    throw new Error(`${child.spawnfile} ended before it was ready`)
  })
  if (child.stdout === null) throw new Error('No output to read')
  const [chunk] = (await Promise.race([once(child.stdout, 'data'), failed])) as [Buffer]
  return String(chunk).trim()
}
