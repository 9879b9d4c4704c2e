import type { CaseFacts } from '../case-facts.ts'
import type { DiagnosedObject } from '../evidence.ts'
import { programOf } from '../program-of.ts'

/**
 * What people are told about one category. Places in braces are filled in: `{object|the package}` is the concrete
 * object or, when none was found, what stands behind the bar; `{server}`, `{command}`, `{url}`, `{folder}`, `{exit}`
 * and `{line}` (the deciding line) are facts of the case.
 */
export interface Recommendation {
  /** What the category means, for the documentation. */
  readonly means: string
  /** One sentence that names the object. */
  readonly summary: string
  /** What to do, one sentence each, most helpful first. */
  readonly cures: readonly Cure[]
}

/** A cure that applies always, or only to some cases, such as those of one launcher. */
export type Cure =
  | string
  | { readonly when: (facts: CaseFacts, object: DiagnosedObject | null) => boolean; readonly text: string }

export const launchedBy =
  (...programs: readonly string[]) =>
  ({ program }: CaseFacts): boolean =>
    programs.includes(program)

/** The program that is missing, which may be a helper of the one that is started. */
export const missing =
  (...programs: readonly string[]) =>
  ({ program }: CaseFacts, object: DiagnosedObject | null): boolean =>
    programs.includes(object?.kind === 'command' ? programOf(object.value) : program)
