import type { DiagnosedObject, ObjectKind } from './evidence.ts'

/**
 * What a name of each kind may look like. A server's output is untrusted: what does not fit is not quoted as a name.
 * Packages: npm's and PyPI's rules (PEP 508) with an optional version.
 */
const grammars: { readonly [kind in ObjectKind]: RegExp } = {
  package: /^@?[\w.~-]{1,214}(?:\/[\w.~-]{1,214})?(?:(?:@|==|[<>]=?|~=)[\w.^~*+-]{1,64})?$/,
  module: /^(?:node:)?@?[\w.~$-]{1,200}(?:[/\\][\w.~$@-]{1,200}){0,20}$/,
  variable: /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
  path: /^[^\p{Cc}<>|"]{1,300}$/u,
  file: /^[^\p{Cc}<>|"]{1,300}$/u,
  port: /^\d{1,5}$/,
  host: /^(?:[\w.-]{1,253}|\[[0-9a-fA-F:]{2,45}\])(?::\d{1,5})?$/,
  url: /^https?:\/\/[^\s"'<>]{1,300}$/,
  command: /^[^\p{Cc}<>|;&`]{1,200}$/u,
  argument: /^[^\p{Cc};&`|]{1,200}$/u,
  image: /^[\w./:@-]{1,300}$/,
  container: /^[\w.-]{1,128}$/,
  library: /^[\w.+@/-]{1,200}$/,
  runtime: /^[\w.#+ -]{1,40}$/,
  signal: /^SIG[A-Z0-9+]{1,12}$/,
  status: /^\d{3}$/,
}

/** The object if its value is what its kind may be, else null. */
export function checkObject(kind: ObjectKind, value: string | undefined): DiagnosedObject | null {
  if (value === undefined) return null
  const plain = tidy(kind, value)
  return plain !== '' && grammars[kind].test(plain) ? { kind, value: plain } : null
}

function tidy(kind: ObjectKind, value: string): string {
  const text = value.trim().replace(/^["'`(]+|["'`),;]+$/g, '')
  if (kind === 'package') return decode(text).replace(/@\*$|[.:]+$/g, '')
  if (kind === 'url') return withoutQuery(text.replace(/[.:]+$/, ''))
  if (kind === 'host' || kind === 'module' || kind === 'image') return text.replace(/[.:]+$/, '')
  return text
}

/** npm writes a scope as `@scope%2fname`. */
const decode = (text: string) => text.replace(/%2f/gi, '/').replace(/%40/g, '@')

/** Keys travel in queries; a place is named without them. */
function withoutQuery(text: string): string {
  if (!URL.canParse(text)) return ''
  const { protocol, host, pathname } = new URL(text)
  return `${protocol}//${host}${pathname}`
}
