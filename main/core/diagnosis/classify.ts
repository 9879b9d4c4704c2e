import { adviceFor } from './advice.ts'
import { caseFactsOf } from './case-facts.ts'
import type { Explanation, FailureEvidence } from './evidence.ts'
import { evidenceLineOf } from './evidence-line.ts'
import { judge } from './judge.ts'
import { nameObject } from './name-object.ts'

/**
 * Says what a failure was: the most specific rule that matches what was printed, answered and reported wins.
 * `unknown` with confidence 0 where the evidence names no cause. Pure, bounded, never throws.
 */
export function classify(evidence: FailureEvidence): Explanation {
  const facts = caseFactsOf(evidence)
  const verdict = judge(facts)
  const category = verdict?.rule.category ?? 'unknown'
  const object = verdict === null ? null : nameObject(verdict, facts)
  const evidenceLine = verdict === null ? null : evidenceLineOf(verdict, facts.text)
  const { summary, recommendations } = adviceFor(category, { facts, object, evidenceLine })
  return {
    category,
    confidence: verdict?.rule.confidence ?? 0,
    summary,
    recommendation: recommendations[0] ?? null,
    recommendations,
    object,
    evidenceLine,
  }
}
