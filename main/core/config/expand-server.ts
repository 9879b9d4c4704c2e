import type { ServerConfig } from '#shared/config'
import { secretValuesOf } from '../log/secret-values.ts'

export type ExpandedServer =
  /** `secrets`: values that must never be written to a log. */
  | { readonly ok: true; readonly server: ServerConfig; readonly secrets: readonly string[] }
  /** `missing`: names of referenced variables that are not set. */
  | { readonly ok: false; readonly missing: readonly string[] }

/** Names as Windows has them too: `ProgramFiles(x86)`. */
const reference = /\$\{env:([A-Za-z_][\w().-]*)\}/g

/**
 * Replaces `${env:NAME}` in command, args, env, working_dir, url and headers, once: what a value holds is taken as it is.
 * `~` at the start of command and working_dir becomes the home folder (HOME, else USERPROFILE).
 *
 * @param lookup - an empty value counts as set
 */
export function expandServer(server: ServerConfig, lookup: (name: string) => string | undefined): ExpandedServer {
  const missing = new Set<string>()
  const taken = new Map<string, string>()
  const find = (name: string): string => {
    const value = lookup(name)
    if (value === undefined) missing.add(name)
    else taken.set(name, value)
    return value ?? ''
  }
  const expand = (text: string): string => text.replace(reference, (_all, name: string) => find(name))
  const expandPath = (text: string): string => {
    const path = expand(text)
    if (!/^~(?:[/\\]|$)/.test(path)) return path
    const home = lookup('HOME') ?? lookup('USERPROFILE')
    if (home === undefined) missing.add('HOME')
    return (home ?? '') + path.slice(1)
  }
  const expandValues = (values: { readonly [key: string]: string }) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, expand(value)]))

  const { command, working_dir: folder, url } = server
  const expanded: ServerConfig = {
    ...server,
    ...(command === undefined ? {} : { command: expandPath(command) }),
    args: server.args.map(expand),
    env: expandValues(server.env),
    ...(folder === undefined ? {} : { working_dir: expandPath(folder) }),
    ...(url === undefined ? {} : { url: expand(url) }),
    headers: expandValues(server.headers),
  }
  if (missing.size > 0) return { ok: false, missing: [...missing].sort() }
  return { ok: true, server: expanded, secrets: [...new Set([...takenSecrets(taken), ...secretValuesOf(expanded)])] }
}

/** Variables that hold folders and names which logs need. */
const harmlessVariable =
  /^(?:HOME|PATH|PWD|USER|USERNAME|LOGNAME|SHELL|LANG|TMPDIR|TEMP|TMP|USERPROFILE|APPDATA|LOCALAPPDATA|HOSTNAME|XDG_\w+|LC_\w+|ProgramFiles\S*)$/i
/** Shorter values, such as `1` or `true`, would be cut out of every other line. */
const minimumLength = 6

/** Who refers to a variable keeps its value out of the file: it stays out of everything else too. */
function takenSecrets(taken: ReadonlyMap<string, string>): string[] {
  const secret = [...taken].filter(([name]) => !harmlessVariable.test(name))
  return secret.map(([, value]) => value).filter(value => value.trim().length >= minimumLength)
}
