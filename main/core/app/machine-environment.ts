import { readLoginShellEnvironment } from '../process/login-shell.ts'
import { repairPath } from '../process/repair-path.ts'

type Variables = Readonly<Record<string, string | undefined>>

export interface MachineEnvironmentOptions {
  readonly own: Variables
  readonly shell: string | null
  readonly readLogin?: typeof readLoginShellEnvironment
}

/**
 * The variables that servers and `${env:…}` see: ours, then the login shell's, which a program started from a desktop
 * does not inherit. The shell is asked at most once, and only when something is missing or {@link login} is called.
 */
export class MachineEnvironment {
  readonly #options: MachineEnvironmentOptions
  #login: Promise<Variables | null> | null = null
  #current: Variables

  constructor(options: MachineEnvironmentOptions) {
    this.#options = options
    this.#current = options.own
  }

  /** Ours; once the login shell has answered, with its PATH and with what we lack. */
  get current(): Variables {
    return this.#current
  }

  readonly lookUp = (name: string): string | undefined => this.#current[name]

  /** Asks the login shell, at most once and for at most 5 s. False when it gave nothing. */
  async login(): Promise<boolean> {
    const { readLogin = readLoginShellEnvironment, shell, own } = this.#options
    this.#login ??= readLogin(shell, { own: { ...own } })
    const login = await this.#login
    if (login === null) return false
    if (this.#current === own) {
      this.#current = { ...login, ...own, PATH: repairPath(own.PATH ?? '', login.PATH) }
    }
    return true
  }
}
