import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'

const limitMs = 4_000

/** Versions of interpreters, asked once for each file as it is: a new build has another time. */
export class InterpreterVersions {
  readonly #known = new Map<string, Promise<string | null>>()

  /** What `--version` prints, or null. Takes at most 4 s. */
  async of(path: string, env: Readonly<Record<string, string>>): Promise<string | null> {
    const key = await fingerprintOf(path)
    const known = this.#known.get(key) ?? askVersion(path, env)
    this.#known.set(key, known)
    return known
  }
}

/** Says whether a file is there and whether it changed since. */
export async function fingerprintOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  return found === null ? `${path} none` : `${path} ${found.mtimeMs} ${found.size} ${found.mode} ${found.ino}`
}

function askVersion(path: string, env: Readonly<Record<string, string>>): Promise<string | null> {
  return new Promise(resolve => {
    const options = { timeout: limitMs, killSignal: 'SIGKILL' as const, env, windowsHide: true, maxBuffer: 64_000 }
    const child = execFile(path, ['--version'], options, (error, stdout, stderr) => {
      const line = `${stdout}\n${stderr}`.split('\n').find(text => /\d+\.\d+/.test(text))
      resolve(error !== null && line === undefined ? null : (line?.trim().slice(0, 100) ?? null))
    })
    child.stdin?.end()
  })
}
