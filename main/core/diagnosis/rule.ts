import type { Category } from '#shared/categories'
import type { DiagnosedObject, ObjectKind } from './evidence.ts'
import type { CaseFacts } from './case-facts.ts'

/**
 * How much a match says; of several rules that match, the highest wins, then the more confident, then the earlier.
 *
 * - `decisive`: a text that stays true whatever else was printed (a full disk, a wrong processor).
 * - `exact`: a program's own code or sentence for this one cause.
 * - `specific`: a general error of a runtime that names its object.
 * - `general`: words that servers choose freely for this cause.
 * - `fact`: an HTTP status, a system code, an exit.
 * - `symptom`: something that follows from many causes.
 */
export const specificity = { decisive: 100, exact: 80, specific: 60, general: 40, fact: 20, symptom: 10 } as const

export interface Rule {
  readonly category: Category
  /** One of {@link specificity}, plus or minus a little where two of a kind look alike. */
  readonly specificity: number
  /** 0 to 1; below 0.5 means not sure. */
  readonly confidence: number
  /** Matched against the text with blanks and line ends made one blank. Linear: repeats are bounded. */
  readonly pattern: RegExp
  readonly when?: (facts: CaseFacts, match: RegExpExecArray) => boolean
  /** What the groups `o`, `o2`, `o3` of the pattern hold, or a function that names the object. */
  readonly object?: ObjectKind | ((match: RegExpExecArray, facts: CaseFacts) => DiagnosedObject | null)
}

type More = Pick<Rule, 'when' | 'object'>

/** One rule; the fourth argument may be just the kind of object. */
export function rule(
  category: Category,
  weight: number,
  confidence: number,
  pattern: RegExp,
  more: ObjectKind | More = {},
): Rule {
  return {
    category,
    specificity: weight,
    confidence,
    pattern,
    ...(typeof more === 'string' ? { object: more } : more),
  }
}
