import type { LogFacts } from './log.ts'
import { redactedMark } from './secret-forms.ts'
import { isSecretName } from './secret-tokens.ts'

/** Bounds of one line: deeper or longer facts are cut, so that no object makes logging slow. */
const maxDepth = 5
const maxEntries = 50

/** Plain data that holds no secret: every string and key redacted, values under a secret's name replaced, cycles and depth cut. */
export function redactFacts(facts: LogFacts, redact: (text: string) => string): Record<string, unknown> {
  return redactObject(facts, redact, 0)
}

function redactValue(value: unknown, redact: (text: string) => string, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return redact(value)
    case 'number':
    case 'bigint':
      return redactNumber(value, redact)
    case 'object':
      if (value === null) return null
      if (depth >= maxDepth) return '[…]'
      if (value instanceof Error) return redactError(value, redact, depth)
      if (Array.isArray(value)) return value.slice(0, maxEntries).map(item => redactValue(item, redact, depth + 1))
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
      if (value instanceof URL) return redact(value.href)
      if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
      return redactObject(value as LogFacts, redact, depth)
    case 'boolean':
    case 'undefined':
      return value
    default:
      return `[${typeof value}]`
  }
}

function redactNumber(value: number | bigint, redact: (text: string) => string): unknown {
  const text = String(value)
  const safe = redact(text)
  if (safe !== text) return safe
  return typeof value === 'bigint' ? text : value
}

function redactObject(object: LogFacts, redact: (text: string) => string, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object)
      .slice(0, maxEntries)
      .map(([key, value]) => [
        redact(key),
        isSecretName(key) && typeof value === 'string' && value !== ''
          ? redactedMark
          : redactValue(value, redact, depth + 1),
      ]),
  )
}

function redactError(error: Error, redact: (text: string) => string, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error
  return {
    name,
    message: redact(message),
    ...('code' in error ? { code: redactValue(error.code, redact, depth + 1) } : {}),
    ...(stack === undefined ? {} : { stack: redact(stack) }),
    ...(cause === undefined ? {} : { cause: redactValue(cause, redact, depth + 1) }),
  }
}
