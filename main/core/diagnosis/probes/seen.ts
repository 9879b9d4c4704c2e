import type { CheckType } from '#shared/check'

/** One check. What to do is said only where something is wrong, or may be. */
export const seen = (
  name: string,
  type: CheckType,
  ok: boolean | null,
  detail: string,
  recommendation: string | null = null,
) => ({
  ...{ name, type, ok, detail },
  recommendation: ok === true ? null : recommendation,
})
