import type { Verdict } from './judge.ts'

const maxLineLength = 300

/** The line of the text that decided, shortened; null when no text did. */
export function evidenceLineOf({ rule, match }: Verdict, text: string): string | null {
  if (match[0].trim() === '') return null
  const lines = text.split('\n')
  // A match may span lines; then the line where it starts speaks for all.
  const whole = lines.find(line => rule.pattern.test(line))
  const start = match[0].trim().split(' ').slice(0, 3).join(' ')
  const line = whole ?? lines.find(candidate => candidate.replace(/\s+/g, ' ').includes(start))
  const plain = line?.replace(/\s+/g, ' ').trim() ?? ''
  if (plain === '') return null
  return plain.length <= maxLineLength ? plain : `${plain.slice(0, maxLineLength - 1)}…`
}
