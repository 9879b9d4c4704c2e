import type { z } from 'zod'

/** The parts of a JSON schema that say what a value may be. */
export interface ValueSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly default?: unknown
  readonly description?: string
  readonly properties?: { readonly [key: string]: ValueSchema }
  readonly items?: ValueSchema
  readonly additionalProperties?: ValueSchema | boolean
}

export type Path = readonly (string | number)[]

/**
 * What is wrong with a value, to follow its path: `must be a whole number from 1 to 1,000, not text`.
 * Never quotes text: it may be a secret.
 */
export function describeIssue(issue: z.core.$ZodIssue, schema: ValueSchema, root: unknown): string {
  if (issue.code === 'custom') return issue.message
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'is not a valid key'
  const path = issue.path as Path
  const expected = schemaAt(schema, path) ?? {}
  return `must be ${describeExpected(expected)}, not ${describeFound(valueAt(root, path), expected)}`
}

/** `text in quotes`, `a whole number from 1 to 1,000`, `one of "auto", "manual"`. */
export function describeExpected(schema: ValueSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map(value => JSON.stringify(value)).join(', ')}`
  const range =
    schema.minimum === undefined || schema.maximum === undefined
      ? ''
      : ` from ${schema.minimum.toLocaleString('en')} to ${schema.maximum.toLocaleString('en')}`
  switch (schema.type) {
    case 'integer':
      return `a whole number${range}`
    case 'number':
      return `a number${range}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list'
    case 'object':
      return 'an object'
    default:
      if (schema.maxLength !== undefined) return `text in quotes of 1 to ${schema.maxLength} characters`
      return schema.minLength === undefined ? 'text in quotes' : 'text in quotes, not empty'
  }
}

/** `mcpServers[3].env.PORT`; unusual keys are quoted. */
export function formatPath(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`
      if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `[${JSON.stringify(key.slice(0, 128))}]`
      return index === 0 ? key : `.${key}`
    })
    .join('')
}

/** The schema of the value at `path`, or null where the schema says nothing. */
export function schemaAt(schema: ValueSchema, path: Path): ValueSchema | null {
  let found: ValueSchema | undefined = schema
  for (const key of path) {
    const other: ValueSchema | undefined =
      typeof found.additionalProperties === 'object' ? found.additionalProperties : undefined
    found = typeof key === 'number' ? found.items : (found.properties?.[key] ?? other)
    if (found === undefined) return null
  }
  return found
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    root,
  )
}

function describeFound(value: unknown, expected: ValueSchema): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (value === '') return 'empty text'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return expected.maxLength === undefined ? 'this text' : 'longer text'
  // A number where text is expected may be a secret that lacks its quotes.
  return typeof value === 'number' && expected.type === 'string' ? 'a number' : JSON.stringify(value)
}
