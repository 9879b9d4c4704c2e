import { z } from 'zod'
import { attemptView, cleanupView } from '#shared/ipc/contract'
import { statuses, type Suspension } from '#shared/status'
import type { SqlRow } from './sqlite.ts'

/** What is read back is checked: a row that is damaged is left out, it does not take the others with it. */
export const attemptsFrom = (rows: readonly SqlRow[]) => rows.flatMap(({ body }) => parseBody(attemptView, body) ?? [])
export const cleanupsFrom = (rows: readonly SqlRow[]) => rows.flatMap(({ body }) => parseBody(cleanupView, body) ?? [])

const statusChange = z.object({ server: z.string(), status: z.enum(statuses), at: z.number() })
export const statusChangesFrom = (rows: readonly SqlRow[]) =>
  rows.flatMap(row => {
    const parsed = statusChange.safeParse({ ...row })
    return parsed.success ? parsed.data : []
  })

const suspension = z.object({
  reason: z.string(),
  category: z.string(),
  sinceAt: z.number(),
  failures: z.number(),
  reportId: z.string().exactOptional(),
  nextProbeAt: z.number().exactOptional(),
  repeats: z.number().exactOptional(),
  incidentId: z.string().exactOptional(),
  object: z.object({ kind: z.string(), value: z.string() }).exactOptional(),
  watched: z.string().exactOptional(),
})
export const suspensionsFrom = (rows: readonly SqlRow[]): Map<string, Suspension> =>
  new Map(
    rows.flatMap(({ server, body }) => {
      const parsed = parseBody(suspension, body)
      return parsed === null ? [] : [[String(server), parsed] as const]
    }),
  )

export const flagsFrom = (rows: readonly SqlRow[]): Map<string, string> =>
  new Map(rows.map(({ key, value }) => [String(key), String(value)]))

function parseBody<T>(schema: z.ZodType<T>, body: unknown): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(String(body)))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
