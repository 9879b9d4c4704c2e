import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { sendSignal } from './process-table.ts'

/** More than any environment; start-up files that print for ever are cut off here. */
const maxOutputBytes = 4 * 1024 * 1024

/**
 * The environment that the user's login shell sets up, or null when it gives none in time.
 * Its start-up files may print, ask, hang or leave jobs: the answer stands between delimiters, nothing can be typed,
 * and the shell's group (a session of its own, so that it cannot touch a terminal) is killed in any case.
 *
 * @param shell - such as `/bin/zsh`; null on Windows, where there is none
 */
export function readLoginShellEnvironment(
  shell: string | null | undefined,
  { timeoutMs = 5_000, own = process.env }: { readonly timeoutMs?: number; readonly own?: NodeJS.ProcessEnv } = {},
): Promise<Record<string, string> | null> {
  if (shell === null || shell === undefined || shell === '' || process.platform === 'win32')
    return Promise.resolve(null)
  const mark = `mcpproxy-${randomUUID()}`
  return new Promise(resolve => {
    const child = spawn(shell, ['-ilc', `echo ${mark}; env -0 || env; echo ${mark}; exit`], {
      cwd: homedir(),
      // Known start-up files that would update themselves or open tmux instead of answering.
      env: { ...own, DISABLE_AUTO_UPDATE: 'true', ZSH_TMUX_AUTOSTART: 'false', ZSH_TMUX_AUTOSTARTED: 'true' },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    const chunks: Buffer[] = []
    let bytes = 0
    let settled = false
    const settle = () => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      if (child.pid !== undefined) sendSignal(-child.pid, 'SIGKILL')
      child.stdout.destroy()
      resolve(parseShellOutput(Buffer.concat(chunks).toString('utf8'), mark))
    }
    const timer = setTimeout(settle, timeoutMs)
    child.once('error', settle)
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      // Not the end of the stream: a job started by a start-up file may hold it open.
      if (bytes > maxOutputBytes || isComplete(chunks, mark)) settle()
    })
    child.stdout.once('end', settle)
  })
}

/** Looks at the last two chunks only: the closing mark may be cut in two. */
function isComplete(chunks: readonly Buffer[], mark: string): boolean {
  const end = Buffer.concat(chunks.slice(-2)).toString('utf8')
  if (!end.includes(mark)) return false
  return (
    Buffer.concat([...chunks])
      .toString('utf8')
      .split(mark).length > 2
  )
}

/** Reads what stands between the two marks. Pure. */
export function parseShellOutput(output: string, mark: string): Record<string, string> | null {
  const [, body, rest] = output.split(mark)
  if (body === undefined || rest === undefined) return null
  const text = body.replace(/^\r?\n/, '')
  // `env -0` separates by NUL; where it is unknown, plain `env` has answered, line by line.
  const entries = text.includes('\0') ? text.split('\0') : text.split('\n')
  const environment: Record<string, string> = {}
  for (const entry of entries) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/.exec(entry)
    if (match?.[1] !== undefined && match[2] !== undefined) environment[match[1]] = match[2]
  }
  return environment
}
