import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const limitMs = 3_000

/**
 * Who listens on a TCP port of this machine, such as `node (pid 4711)`; null when it cannot be told, as with
 * processes of other users. Takes at most a few seconds.
 */
export async function findPortOwner(
  port: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  try {
    if (platform === 'linux') return await ownerOnLinux(port)
    if (platform === 'darwin') return await ownerOnMac(port)
    if (platform === 'win32') return await ownerOnWindows(port)
    return null
  } catch {
    return null // a courtesy: without it the message names the port alone
  }
}

/** Inodes of the sockets in state LISTEN on `port`, from the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields[1]?.endsWith(wanted) === true && fields[3] === '0A')
    .flatMap(fields => fields[9] ?? [])
}

/** The pid in lines of `netstat -ano -p TCP`; the state's name depends on the language, a foreign port of 0 does not. */
export function listenerInNetstat(output: string, port: number): number | null {
  for (const line of output.split('\n')) {
    const [protocol, local, foreign, ...rest] = line.trim().split(/\s+/)
    if (protocol !== 'TCP' || local?.endsWith(`:${port}`) !== true || foreign?.endsWith(':0') !== true) continue
    const pid = Number(rest.at(-1))
    if (Number.isInteger(pid) && pid > 0) return pid
  }
  return null
}

async function ownerOnLinux(port: number): Promise<string | null> {
  const endAt = Date.now() + limitMs
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map(file => readFile(file, 'utf8').catch(() => '')),
  )
  const sockets = new Set(tables.flatMap(table => listeningInodes(table, port)).map(inode => `socket:[${inode}]`))
  if (sockets.size === 0) return null
  for (const pid of (await readdir('/proc')).filter(entry => /^\d+$/.test(entry))) {
    if (Date.now() > endAt) return null
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []) // not ours to read, or gone meanwhile
    const links = await Promise.all(files.map(file => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')))
    if (links.some(link => sockets.has(link))) return describe(await nameOnLinux(pid), pid)
  }
  return null
}

/** The program's file name: `comm` may be a thread's, such as `MainThread`. */
async function nameOnLinux(pid: string): Promise<string> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '')
  return basename(program.replace(/ \(deleted\)$/, '')) || readFile(`/proc/${pid}/comm`, 'utf8')
}

async function ownerOnMac(port: number): Promise<string | null> {
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { timeout: limitMs })
  const pid = /^p(\d+)$/m.exec(stdout)?.[1]
  return pid === undefined ? null : describe(/^c(.+)$/m.exec(stdout)?.[1] ?? '', pid)
}

async function ownerOnWindows(port: number): Promise<string | null> {
  const { stdout } = await run('netstat', ['-ano', '-p', 'TCP'], { timeout: limitMs, windowsHide: true })
  const pid = listenerInNetstat(stdout, port)
  if (pid === null) return null
  const tasks = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], {
    timeout: limitMs,
    windowsHide: true,
  })
  return describe(/^"([^"]+)"/m.exec(tasks.stdout)?.[1] ?? '', String(pid))
}

const describe = (name: string, pid: string): string =>
  name.trim() === '' ? `pid ${pid}` : `${name.trim()} (pid ${pid})`
