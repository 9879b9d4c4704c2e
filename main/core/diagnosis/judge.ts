import { allRules } from './all-rules.ts'
import type { CaseFacts } from './case-facts.ts'
import type { Rule } from './rule.ts'

export interface Verdict {
  readonly rule: Rule
  readonly match: RegExpExecArray
}

/** The rule that knows best, or null when none knows. Rules are sorted: the first that matches wins. Pure. */
export function judge(facts: CaseFacts): Verdict | null {
  for (const rule of allRules) {
    const match = rule.pattern.exec(facts.flat)
    if (match !== null && (rule.when === undefined || rule.when(facts, match))) return { rule, match }
  }
  return null
}
