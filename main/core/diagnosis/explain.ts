import { z } from 'zod'
import { redactTokens } from '../log/secret-tokens.ts'
import { classify } from './classify.ts'
import type { DiagnosedObject, Explanation } from './evidence.ts'
import { evidenceFromText, type ExplainInput } from './explain-input.ts'

const text = z.string().max(1_000_000)

/** One line of `mcpproxy explain --jsonl`; what else it holds is ignored. */
const lineSchema = z
  .looseObject({
    id: z.union([z.string(), z.number()]).optional(),
    name: z.string().nullish(),
    command: z.string().nullish(),
    args: z.array(z.string()).nullish(),
    transport: z.string().nullish(),
    text: text.nullish(),
    stderr_or_error: text.nullish(),
    exit_code: z.number().int().nullish(),
  })
  .refine(line => (line.text ?? line.stderr_or_error ?? line.exit_code ?? null) !== null, {
    message: 'has neither "text" nor "exit_code"',
  })

export interface ExplainedLine {
  readonly id: string | number | null
  readonly category: string
  readonly confidence: number
  readonly object?: DiagnosedObject
  readonly summary: string
  readonly recommendations: readonly string[]
}

export interface RejectedLine {
  readonly id: string | number | null
  readonly error: string
}

/** Explains a failure from text that somebody pasted; what looks like a secret in it is hidden first. Pure. */
export function explain(input: ExplainInput): Explanation {
  return classify(
    evidenceFromText({
      ...input,
      text: redactTokens(input.text),
      command: input.command === undefined ? undefined : redactTokens(input.command),
      args: input.args?.map(redactTokens),
    }),
  )
}

/** Explains one line of JSON. A line that is none gives an error with its id, or its number when there is none. */
export function explainLine(line: string, number: number): ExplainedLine | RejectedLine {
  let value: unknown
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''))
  } catch {
    return { id: number, error: `line ${number} is not valid JSON` }
  }
  const parsed = lineSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const place = issue?.path.join('.') ?? ''
    return {
      id: idOf(value) ?? number,
      error: `line ${number}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'invalid'}`,
    }
  }
  const { id, name, command, args, transport, text: given, stderr_or_error, exit_code } = parsed.data
  const { category, confidence, object, summary, recommendations } = explain({
    text: given ?? stderr_or_error ?? '',
    command: command ?? undefined,
    args: args ?? undefined,
    transport: transport ?? undefined,
    exitCode: exit_code ?? null,
    name: name ?? undefined,
  })
  return { id: id ?? number, category, confidence, ...(object === null ? {} : { object }), summary, recommendations }
}

function idOf(value: unknown): string | number | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null
}
