import type { Category } from '#shared/categories'
import type { ServerConfig } from '#shared/config'

/** What a broken program may use: a folder of its own, and servers that stand in for the world. */
export interface Surroundings {
  /** Removed afterwards. */
  readonly folder: string
  /** `http://127.0.0.1:PORT` of a server that answers `/CASE` as {@link answers} says. */
  readonly http: string
  /** The same, with certificates that nobody trusts, that have expired, that belong to another host. */
  readonly selfSigned: string
  readonly expired: string
  readonly otherHost: string
  /** A registry of npm packages with little in it. */
  readonly registry: string
  /** A port where somebody listens, and one where nobody does. */
  readonly takenPort: number
  readonly freePort: number
  /** Breaks each connection, or never answers. */
  readonly resetting: string
  readonly silent: string
}

/** One server that fails for real, and why. */
export interface BrokenProgram {
  readonly name: string
  /** Any of them is right; where several are, the text does not tell them apart. */
  readonly causes: readonly Category[]
  /** Programs that must be installed; the case is left out without them. */
  readonly needs?: string
  readonly server: (surroundings: Surroundings) => Partial<ServerConfig>
  /** Files that are written into the folder before the start, by name. */
  readonly files?: { readonly [name: string]: string }
  /** Files of these that may be executed. */
  readonly executable?: readonly string[]
}
