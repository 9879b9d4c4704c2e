import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface Listed {
  readonly pid: number
  readonly ppid: number
  readonly state: string
  /** In clock ticks since the boot. */
  readonly startTime: string
  readonly command: string
}

/** All processes; the tests' own look, which shares nothing with the product. */
export function listProcesses(): Listed[] {
  return readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const [state = '', ppid] = fields
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      return [{ pid: Number(name), ppid: Number(ppid), state, startTime: fields[19] ?? '', command }]
    } catch {
      return [] // it ended while we looked
    }
  })
}

/** Living processes whose command line names `text`, such as a temporary folder. */
export const processesNaming = (text: string): Listed[] =>
  listProcesses().filter(({ state, command }) => state !== 'Z' && command.includes(text))

export const childrenOf = (pid: number): Listed[] =>
  listProcesses().filter(({ ppid, state }) => ppid === pid && state !== 'Z')

/** The guardian of a core. */
export function guardianOf(corePid: number): Listed {
  const found = childrenOf(corePid).find(({ command }) => command.includes('mcpproxy-guardian'))
  if (found === undefined) throw new Error(`Process ${corePid} has no guardian`)
  return found
}

export function isAlive(pid: number): boolean {
  return listProcesses().some(listed => listed.pid === pid && listed.state !== 'Z')
}

/** What each descriptor of a process is. */
export function descriptorsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return []
    }
  })
}
