import { redactedMark } from './secret-forms.ts'

/**
 * Words that make the name of a variable, flag, header or parameter a secret's. Not plural: `max_tokens=100` is none.
 */
const secretName =
  'pass(?:word|wd|phrase)|pwd|secret(?:[_-]?key)?|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|client[_-]?secret|auth[_-]?key|license[_-]?key'

/**
 * Everything that looks like a secret, in one pass. Each alternative is linear: it either starts at a boundary, has
 * bounded repeats, or cannot fail once its open-ended repeat has begun.
 */
const tokens = new RegExp(
  [
    // Private keys, to their end or that of the text; then lines of base64 that were cut from one.
    '(?<pem>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[\\s\\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$(?![\\s\\S]))',
    '(?<keyLine>(?<![^\\n])(?=[A-Za-z0-9+/]{0,75}[A-Z])(?=[A-Za-z0-9+/]{0,75}[a-z])[A-Za-z0-9+/]{60,76}={0,2}(?![^\\r\\n]))',
    // Tokens that say what they are.
    '(?<jwt>(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*)?)',
    '(?<own>(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{12,}|(?:sk|rk|pk)_(?:live|test)_\\w{12,}|gh[pousr]_\\w{16,}|github_pat_\\w{16,}|glpat-[\\w-]{16,}|xox[abeprs]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|A(?:KI|SI)A[0-9A-Z]{16}|AIza[\\w-]{30,}|npm_\\w{30,}|hf_\\w{20,}|pypi-[\\w-]{16,}|ya29\\.[\\w-]{16,}))',
    // Headers: `Authorization: Bearer x`, `Cookie: x`, and the scheme alone.
    '(?<header>(?<![A-Za-z])(?:authorization|(?:set-)?cookie)["\']?\\s{0,3}[:=]\\s{0,3}["\']?)(?<headerScheme>(?:bearer|basic|token|digest)\\s{1,3})?(?:[^\\s"\'\\\\,;]+(?:;[^"\'\\r\\n\\\\]*)?)',
    '(?<scheme>(?<![A-Za-z])(?:bearer|basic)\\s{1,3})(?<schemeValue>[A-Za-z0-9._~+/-]{8,}={0,2})',
    // user:password@ in a URL; the password may hold an @ of its own.
    '(?<userinfo>(?<=:\\/\\/)[^\\s/?#"\'<>]{1,512})@',
    // --token VALUE, --token=VALUE, ["--token", "VALUE"]
    `(?<flag>(?<![\\w-])--?[a-z-]{0,30}(?:${secretName})(?:-[a-z]{1,12})?(?![a-z])["']?(?:=|,\\s?|\\s{1,3})["']?)(?<flagValue>[^\\s"',\\]]+)`,
    // password=VALUE, "token": "VALUE", ?key=VALUE
    `(?<name>(?:(?:${secretName})(?![a-z])|(?<=[?&])(?:key|sig|signature|code|auth))(?<assign>["']?\\s?=\\s?["']?|\\\\?["']\\s{0,2}:\\s{0,2}\\\\?["']|:\\s{0,2}))(?<value>[^\\s&"'<>;,\\\\)}]+)`,
  ].join('|'),
  'gi',
)

const secretNamePattern = new RegExp(
  `(?:${secretName})(?![a-z])|(?<![a-z])(?:authorization|cookie|auth|pat)(?![a-z])`,
  'i',
)

/** True for the name of a variable, flag, header or parameter whose value is a secret. */
export const isSecretName = (name: string) => secretNamePattern.test(name)

/** `text` with every stretch that looks like a secret replaced. */
export function redactTokens(text: string): string {
  return text.replace(tokens, (match, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined> // the last argument, as the pattern has named groups
    const {
      header,
      headerScheme = '',
      scheme,
      schemeValue = '',
      userinfo,
      flag,
      flagValue = '',
      name,
      assign = '',
      value = '',
    } = groups
    if (header !== undefined) return `${header}${headerScheme}${redactedMark}`
    if (scheme !== undefined) return looksRandom(schemeValue) ? `${scheme}${redactedMark}` : match
    if (userinfo !== undefined) return isPlainUser(userinfo) ? match : `${redactedMark}@`
    if (flag !== undefined) return isProse(flagValue) ? match : `${flag}${redactedMark}`
    if (name !== undefined) return isHarmless(assign, value) ? match : `${name}${redactedMark}`
    return redactedMark
  })
}

/** Has what words do not have; "Bearer authentication" is no secret. */
const looksRandom = (value: string) => /\d/.test(value) || /[a-z][A-Z]/.test(value) || value.endsWith('=')

const isPlainUser = (userinfo: string) => !userinfo.includes(':') && userinfo.length < 16

/** "--token is required" tells what to do and must stay readable. */
const isProse = (value: string) =>
  /^(?:is|to|or|and|must|not|was|were|flag|argument|option|parameter|required|requires|needs|with|for|in|cannot|has|the|value|missing|expected|env|as|on|if|can|should|<.*|\[.*|\$.*|-.*)$/i.test(
    value,
  )

/** `token=undefined` is news; "invalid token: expected string" is prose, so after a bare colon only what looks random counts. */
function isHarmless(assign: string, value: string): boolean {
  if (/^(?:true|false|null|undefined|none|nil|\$\{?.*|<.*)$/i.test(value)) return true
  return assign.startsWith(':') && !(value.length >= 6 && looksRandom(value))
}
