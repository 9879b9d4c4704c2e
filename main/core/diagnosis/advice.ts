import type { Category } from '#shared/categories'
import type { CaseFacts } from './case-facts.ts'
import type { DiagnosedObject } from './evidence.ts'
import { checkObject } from './grammar.ts'
import { recommendations } from './recommendations.ts'

export interface AdviceContext {
  readonly facts: CaseFacts
  readonly object: DiagnosedObject | null
  readonly evidenceLine: string | null
}

/** The sentences for a category, with the names of the case filled in. */
export function adviceFor(
  category: Category,
  context: AdviceContext,
): { readonly summary: string; readonly recommendations: readonly string[] } {
  const { summary, cures } = recommendations[category]
  const values = valuesOf(context)
  const chosen: string[] = []
  for (const cure of cures) {
    if (typeof cure === 'string') chosen.push(fill(cure, values))
    else if (cure.when(context.facts, context.object)) {
      chosen.push(fill(cure.text, values))
      break // made for this launcher: the general ones say the same less exactly
    }
  }
  return { summary: withMessage(category, fill(summary, values), context), recommendations: chosen }
}

type Values = { readonly [name: string]: string | undefined }

function valuesOf({ facts, object, evidenceLine }: AdviceContext): Values {
  const { server } = facts.evidence
  return {
    object: object === null ? undefined : quoted(object),
    server: server.name,
    command: server.command ?? 'the command',
    url: checkObject('url', server.url)?.value,
    folder: server.working_dir ?? (object?.kind === 'path' ? object.value : 'the folder'),
    status: facts.status === null ? '' : ` (HTTP ${facts.status})`,
    exit: exitText(facts),
    line: evidenceLine === null ? undefined : evidenceLine.slice(0, 200),
  }
}

/** Names stand alone; what may hold blanks is quoted. */
const quoted = ({ kind, value }: DiagnosedObject) =>
  kind === 'path' || kind === 'file' || value.includes(' ') ? `"${value}"` : value

const exitText = ({ exitCode, signal }: CaseFacts) =>
  signal !== null ? ` (${signal})` : exitCode !== null ? ` (exit code ${exitCode})` : ''

/** Fills the places of a template; what stands behind a bar may hold a place itself. */
export function fill(template: string, values: Values): string {
  const inner = /\{(\w+)(?:\|((?:[^{}]|\{\w+\})*))?\}/g
  return template
    .replace(
      inner,
      (_place, name: string, otherwise: string | undefined) => values[name] ?? fill(otherwise ?? '', values),
    )
    .replace(/ {2,}/g, ' ')
    .replace(/ ([.,:;])(?= |$)/g, '$1')
    .replace(/^[a-z]/, (first, _at, whole: string) => (whole.startsWith('the server') ? first.toUpperCase() : first))
}

/** Where the category says little, the last words are quoted. */
function withMessage(category: Category, summary: string, { facts }: AdviceContext): string {
  if (category !== 'unknown' && category !== 'early_exit_unknown') return summary
  const { link } = facts.evidence
  const last = link.stderrTail.findLast(line => line.trim() !== '') ?? link.message
  return last.trim() === '' ? summary : `${summary} It said: ${last.trim().slice(0, 200)}`
}
