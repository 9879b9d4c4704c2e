import type { Category } from '#shared/categories'
import { z } from 'zod'

/** One labelled failure; `acceptable_causes` are as right as `true_cause` where only a look at the machine could tell. */
export const labelledCase = z.looseObject({
  id: z.string(),
  command: z.string(),
  args: z.array(z.string()).default([]),
  transport: z.string(),
  stderr_or_error: z.string(),
  exit_code: z.number().nullish(),
  true_cause: z.string(),
  acceptable_causes: z.array(z.string()).nullish(),
  evidence: z.enum(['text', 'text+command', 'probe', 'masked']),
  text_group: z.string(),
})
export type LabelledCase = z.infer<typeof labelledCase>

/** One failure of a second author, in the form of `mcpproxy explain --jsonl`; `unknown` where its cause was lost. */
export const secondAuthorCase = z.looseObject({
  id: z.string(),
  expected: z.string(),
  acceptable: z.array(z.string()).default([]),
})

export interface Answer {
  readonly category: Category
  readonly confidence: number
}

export interface Miss {
  readonly id: string
  readonly expected: string
  readonly answer: Answer
}

export interface Score {
  /** Right answers among cases that can be decided, each group of equal texts counted once (0 to 1). */
  readonly decidable: number
  /** The same for cases whose text alone decides. */
  readonly text: number
  readonly groups: number
  /** Confident answers where the cause was lost: errors. */
  readonly maskedConfident: number
  readonly masked: number
  readonly misses: readonly Miss[]
}

/** Below this an answer says "not sure". */
export const sureFrom = 0.5

/** Scores answers; pure. */
export function score(cases: readonly LabelledCase[], answerOf: (labelled: LabelledCase) => Answer): Score {
  const misses: Miss[] = []
  const groups = new Map<string, { right: number; total: number; text: boolean }>()
  let maskedConfident = 0
  for (const labelled of cases) {
    const answer = answerOf(labelled)
    if (labelled.evidence === 'masked') {
      if (answer.category === 'unknown' || answer.confidence < sureFrom) continue
      maskedConfident += 1
      misses.push({ id: labelled.id, expected: 'unknown', answer })
      continue
    }
    const group = groups.get(labelled.text_group) ?? { right: 0, total: 0, text: labelled.evidence !== 'probe' }
    group.total += 1
    if (answer.category === labelled.true_cause || labelled.acceptable_causes?.includes(answer.category))
      group.right += 1
    else misses.push({ id: labelled.id, expected: labelled.true_cause, answer })
    groups.set(labelled.text_group, group)
  }
  const shareOf = (list: { right: number; total: number }[]) =>
    list.length === 0 ? 1 : list.reduce((sum, { right, total }) => sum + right / total, 0) / list.length
  const all = [...groups.values()]
  return {
    decidable: shareOf(all),
    text: shareOf(all.filter(({ text }) => text)),
    groups: all.length,
    maskedConfident,
    masked: cases.filter(({ evidence }) => evidence === 'masked').length,
    misses,
  }
}
