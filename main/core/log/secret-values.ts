import type { ServerConfig } from '#shared/config'
import { minimumSecretLength } from './secret-forms.ts'
import { isSecretName } from './secret-tokens.ts'

/**
 * The values in a server's configuration that must never be written: give it the expanded configuration.
 * What is plainly no secret (a flag, a word, a port, a path, an address) is left readable.
 */
export function secretValuesOf(server: Pick<ServerConfig, 'env' | 'headers' | 'url' | 'args'>): string[] {
  const found = [
    ...Object.entries(server.env).flatMap(([name, value]) => ofPair(name, value)),
    ...Object.entries(server.headers).flatMap(([name, value]) => ofHeader(name, value)),
    ...(server.url === undefined ? [] : ofUrl(server.url)),
    ...ofArgs(server.args),
  ]
  return [...new Set(found.filter(value => value.length >= minimumSecretLength))]
}

/** A variable and its value. `${env:…}` still unexpanded holds nothing. */
function ofPair(name: string, value: string): string[] {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return ofUrl(value)
  const known = value.split(/\$\{[^}]*\}/).filter(part => part.trim() !== '')
  return known.filter(part => (isSecretName(name) ? !isSettingOrPath(part) : !isHarmless(part)))
}

function ofHeader(name: string, value: string): string[] {
  if (/^(?:accept.*|content-.*|user-agent|host|origin|referer|connection|cache-control|mcp-.*)$/i.test(name)) return []
  const [, scheme, rest] = /^(bearer|basic|token|digest)\s+(.*)$/is.exec(value) ?? []
  if (scheme === undefined || rest === undefined) return ofPair(name, value)
  return [...ofPair('token', rest), ...(scheme.toLowerCase() === 'basic' ? ofBasic(rest) : [])]
}

function ofBasic(encoded: string): string[] {
  const decoded = Buffer.from(encoded, 'base64').toString()
  const colon = decoded.indexOf(':')
  return colon < 0 ? [] : [decoded, decoded.slice(colon + 1)]
}

function ofUrl(text: string): string[] {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) return []
  const decoded = (part: string) => [part, decodeSafely(part)]
  const user =
    url.password === '' && url.username.length < 16 ? [] : decoded(url.username).filter(part => !isHarmless(part))
  const parameters = [...url.searchParams].flatMap(([name, value]) =>
    isSecretName(name) || /^(?:key|sig|signature|code)$/i.test(name) ? [value] : [],
  )
  return [...user, ...decoded(url.password), ...parameters]
}

function ofArgs(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const flag = args[index - 1] ?? ''
    if (/^(?:-H|--headers?)$/.test(flag)) return ofPairText(arg, /^([^:=]+)[:=]\s*(.*)$/s, ofHeader)
    if (/^(?:-e|--env)$/.test(flag)) return ofPairText(arg, /^([^=]+)=(.*)$/s, ofPair)
    if (arg.startsWith('-')) return ofPairText(arg, /^([^=]+)=(.*)$/s, ofFlag)
    if (/^--?[\w-]+$/.test(flag) && isSecretName(flag)) return ofFlag(flag, arg)
    return arg.includes('://') ? ofUrl(arg) : ofPairText(arg, /^([\w-]+)=(.*)$/s, ofFlag)
  })
}

const ofFlag = (name: string, value: string) => (isSecretName(name) || value.includes('://') ? ofPair(name, value) : [])

function ofPairText(text: string, pattern: RegExp, values: (name: string, value: string) => string[]): string[] {
  const [, name, value] = pattern.exec(text) ?? []
  return name === undefined || value === undefined ? [] : values(name.trim(), value)
}

/** Never secret, even under a secret's name. */
const isSettingOrPath = (value: string) =>
  /^(?:true|false|yes|no|on|off|null|none|undefined|enabled|disabled|default|required|optional)$/i.test(value) ||
  /^(?:~|\.{1,2}|\/(?:home|Users|etc|var|opt|usr|tmp|run|root|mnt|srv|private|Volumes|app|data))\//.test(value) ||
  /^[A-Z]:[\\/]/i.test(value)

/** No secret under an ordinary name. */
const isHarmless = (value: string) =>
  isSettingOrPath(value) ||
  /^[\d.,:_-]+$/.test(value) || // numbers, ports, versions, addresses
  (/^[a-z]+(?:[-_. ][a-z]+)*$/i.test(value) && value.length <= 32 && !/[a-z][A-Z].*[a-z][A-Z]/.test(value)) || // words
  /^v?\d+(?:\.\d+)+[\w.-]{0,16}$/.test(value) || // versions
  /^[a-z]{2}_[A-Z]{2}(?:\.[\w-]+)?$/.test(value) || // locales
  /^(?:[a-z0-9-]+\.)*[a-z0-9-]+:\d{1,5}$/i.test(value) || // host:port
  /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/i.test(value) || // host
  (/^(?:[\w.@ -]*[\\/])+[\w.@ -]*$/.test(value) && /^[.~/\\\w]/.test(value) && !/\d.*[A-Z].*\d/.test(value)) || // paths
  value.startsWith('-') // options

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a stray percent sign: then the part is what was meant
  }
}
