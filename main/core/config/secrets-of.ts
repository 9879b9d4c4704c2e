import type { ServerConfig } from '#shared/config'

/** Shorter values, such as `1` or `true`, would be cut out of every other line. */
const minimumLength = 6
const secretName = /key|token|secret|passw|pwd|credential|auth|cookie|session|dsn|private|signature|(?:^|_)pat(?:_|$)/i
/** Variables that hold folders and names which logs need. */
const harmlessVariable =
  /^(?:HOME|PATH|PWD|USER|USERNAME|LOGNAME|SHELL|LANG|TMPDIR|TEMP|TMP|USERPROFILE|APPDATA|LOCALAPPDATA|HOSTNAME|XDG_\w+|LC_\w+|ProgramFiles\S*)$/i
const harmlessHeader = /^(?:accept(?:-\w+)*|content-type|user-agent|host|origin|referer|mcp-protocol-version)$/i
/** A long unbroken run of letters and digits, both present: no path and no sentence looks like it. */
const tokenLike = /^(?=.*\d)(?=.*[A-Za-z])[\w+=.~-]{20,}$/

/**
 * Values of an expanded server that must never be written: by the name they go under, or by how they look.
 *
 * @param taken - what references were replaced with, by variable
 */
export function secretsOf(server: ServerConfig, taken: ReadonlyMap<string, string>): string[] {
  const found = [
    ...[...taken].flatMap(([name, value]) => (harmlessVariable.test(name) ? [] : value)),
    ...Object.entries(server.env).flatMap(([name, value]) => (isSecret(name, value) ? value : [])),
    ...Object.entries(server.headers).flatMap(([name, value]) => (harmlessHeader.test(name) ? [] : partsOf(value))),
    ...fromArguments(server.args),
    ...(server.url === undefined ? [] : fromUrl(server.url)),
  ]
  return [...new Set(found)].filter(value => value.trim().length >= minimumLength)
}

const isSecret = (name: string, value: string): boolean => secretName.test(name) || tokenLike.test(value)

/** `Bearer abc` is a secret, and so is `abc` alone. */
const partsOf = (value: string): string[] => [value, ...value.split(/\s+/).slice(1)]

/** `--api-key=abc`, `--token abc`, and anything that looks like a token. */
function fromArguments(args: readonly string[]): string[] {
  return args.flatMap((argument, index) => {
    const [flag, ...rest] = argument.split('=')
    if (rest.length > 0) return isSecret(flag ?? '', rest.join('=')) ? rest.join('=') : []
    const before = args[index - 1] ?? ''
    const named = before.startsWith('-') && !before.includes('=') && secretName.test(before)
    return (named && !argument.startsWith('-')) || tokenLike.test(argument) ? argument : []
  })
}

function fromUrl(url: string): string[] {
  if (!URL.canParse(url)) return []
  const { searchParams, password } = new URL(url)
  const values = [...searchParams].flatMap(([name, value]) => (isSecret(name, value) ? value : []))
  return [password, ...values].flatMap(value => [value, encodeURIComponent(value)])
}
