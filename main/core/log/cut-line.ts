/** Longest text of one line, in characters. */
export const maxLineLength = 16 * 1024

/** A secret cut in two at the limit is not found; what follows the last safe character is left out with it. */
const margin = 1024

/**
 * Redacts at most what will be kept of a line: a 12 MB line costs no more than a 16 KB one.
 *
 * @param redact - hides secrets
 */
export function redactLine(text: string, redact: (text: string) => string): string {
  if (text.length <= maxLineLength) return redact(text)
  const safe = redact(text.slice(0, maxLineLength + margin))
  const kept = safe.slice(0, Math.min(maxLineLength, Math.max(0, safe.length - margin))).trimEnd()
  return `${kept}… (${text.length} characters)`
}
