import { compileFindSecrets, type FindSecrets } from './find-secrets.ts'
import { formsOf, redactedMark } from './secret-forms.ts'
import { redactTokens } from './secret-tokens.ts'

/**
 * Compiles a function that hides the given secrets, in every spelling, and all that looks like one.
 * Linear in the text, whatever the text; doing it twice changes nothing more.
 */
export function compileRedact(secrets: Iterable<string>): (text: string) => string {
  const forms = new Set<string>()
  for (const secret of secrets) for (const form of formsOf(secret)) forms.add(form)
  const find = compileFindSecrets(forms)
  return text => redactTokens(hideKnown(text, find))
}

function hideKnown(text: string, find: FindSecrets): string {
  const spans = find(text)
  if (spans.length === 0) return text
  const parts: string[] = []
  let from = 0
  for (const [start, end] of spans) {
    parts.push(text.slice(from, start), redactedMark)
    from = end
  }
  parts.push(text.slice(from))
  return parts.join('')
}
