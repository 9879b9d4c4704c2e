/** What shows that a program was opened for the user rather than run by the server. */
export interface ProgramFacts {
  /** NUL-separated, as `/proc/<pid>/environ` and `cmdline` hold them. */
  readonly environ: string
  readonly cmdline: string
  readonly cgroup: string | null
  readonly ownCgroup: string | null
}

/** Programs that hand a file or an address to the user's own application; what they start is the user's. */
const openers = new Set(['xdg-open', 'gio', 'gvfs-open', 'kde-open', 'kde-open5', 'exo-open', 'sensible-browser'])
const interpreters = /^(?:sh|bash|dash|zsh|perl|python[\d.]*)$/

/**
 * True for the user's browser or editor: moved to a desktop scope of its own, launched by the desktop,
 * named by `$BROWSER`, or the opener itself.
 */
export function isOpenedForUser({ environ, cmdline, cgroup, ownCgroup }: ProgramFacts): boolean {
  if (isOpenedProgram(cgroup, ownCgroup)) return true
  // Set by GIO for what it launches; our own copy never reaches a child (see baseEnvironment).
  if (/(?:^|\0)GIO_LAUNCHED_DESKTOP_FILE=/.test(environ)) return true
  const [first = '', second = '', ...rest] = cmdline.split('\0')
  if ([second, ...rest].some(argument => /^--(?:headless|remote-debugging-)/.test(argument))) return false // driven by a program
  const program = interpreters.test(baseName(first)) ? baseName(second) : baseName(first)
  if (program === '') return false
  return openers.has(program) || browsersOf(environ).includes(program)
}

/**
 * True when the desktop moved the process into an application scope of its own, as it does with a browser.
 * Our own scope is no such sign: children inherit it.
 */
export function isOpenedProgram(cgroup: string | null, ownCgroup: string | null): boolean {
  return cgroup !== null && cgroup !== ownCgroup && scopesOf(cgroup).some(scope => !scopesOf(ownCgroup).includes(scope))
}

const scopesOf = (cgroup: string | null): string[] => cgroup?.match(/^.*\/app-[^/\n]*\.scope(?=\s*$)/gm) ?? []

/** `$BROWSER` is a list of commands, each with arguments. */
function browsersOf(environ: string): string[] {
  const value = /(?:^|\0)BROWSER=([^\0]*)/.exec(environ)?.[1] ?? ''
  return value
    .split(':')
    .map(command => baseName(command.trim().split(/\s+/)[0] ?? ''))
    .filter(name => name !== '' && !interpreters.test(name))
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
