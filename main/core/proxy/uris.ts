/**
 * The attributable form of a resource URI: `mcpproxy:<server>:<original URI>`, the server's name URL-encoded.
 * It is used when two servers offer the same URI, is valid for every URI at any time, and as a URI template keeps
 * the expressions of the original.
 */
const scheme = 'mcpproxy:'

export function attributeUri(server: string, original: string): string {
  return `${scheme}${encodeURIComponent(server.toWellFormed())}:${original}`
}

/** Undoes {@link attributeUri}; null for any other URI. */
export function parseAttributedUri(uri: string): { readonly server: string; readonly original: string } | null {
  if (!isAttributed(uri)) return null
  const end = uri.indexOf(':', scheme.length)
  if (end < 0) return null
  try {
    return { server: decodeURIComponent(uri.slice(scheme.length, end)), original: uri.slice(end + 1) }
  } catch {
    return null // a malformed escape: not one of ours
  }
}

/** The key a server's URI asks for: itself, unless it could be mistaken for an attributed one (a proxy behind the proxy). */
export function plainUri(server: string, original: string): string {
  return isAttributed(original) ? attributeUri(server, original) : original
}

/** Compares case-insensitively, as schemes do. */
function isAttributed(uri: string): boolean {
  return uri.slice(0, scheme.length).toLowerCase() === scheme
}

/** A URI template (RFC 6570) taken apart for matching. */
export interface TemplatePattern {
  /** The fixed texts; between each two stands an expression. */
  readonly literals: readonly string[]
  /** For each expression, whether it may span `/`, `?` and `#` (operators + # / ? & . ; and lists). */
  readonly spans: readonly boolean[]
  /** How much of the template is fixed text: the larger, the more specific. */
  readonly weight: number
}

export function parseTemplate(template: string): TemplatePattern {
  const literals: string[] = []
  const spans: boolean[] = []
  let from = 0
  for (const match of template.matchAll(/\{([^{}]*)\}/g)) {
    literals.push(template.slice(from, match.index))
    spans.push(/^[+#/?&.;]|\*$/.test(match[1] ?? ''))
    from = match.index + match[0].length
  }
  literals.push(template.slice(from))
  return { literals, spans, weight: literals.reduce((sum, literal) => sum + literal.length, 0) }
}

/** True when `uri` can be an expansion of the template. Linear in the URI: a server's template cannot stall us. */
export function matchesTemplate({ literals, spans }: TemplatePattern, uri: string): boolean {
  const [first = '', ...rest] = literals
  if (!uri.startsWith(first)) return false
  let from = first.length
  for (const [index, literal] of rest.entries()) {
    const isLast = index === rest.length - 1
    const at = isLast ? uri.length - literal.length : uri.indexOf(literal, from)
    if (at < from || !uri.startsWith(literal, at)) return false
    if (spans[index] !== true && /[/?#]/.test(uri.slice(from, at))) return false
    from = at + literal.length
  }
  return from === uri.length
}
