/** One argument of a tool, flattened from its JSON schema. */
export interface SchemaField {
  /** Dotted, with `[]` for the items of a list. */
  readonly path: string
  readonly type: string
  readonly required: boolean
  readonly description: string | null
  readonly oneOf: readonly string[]
  readonly fallback: string | null
}

/** Deeper than this, and beyond this many, the JSON says more than a table. */
const deepest = 4
const mostFields = 200

/** Reads whatever a server sent as a schema; what is no schema has no fields. Servers are not trusted to be tidy. */
export function readFields(schema: unknown): readonly SchemaField[] {
  const fields: SchemaField[] = []
  collect(schema, '', 0, fields)
  return fields
}

function collect(schema: unknown, prefix: string, depth: number, fields: SchemaField[]): void {
  if (!isRecord(schema) || depth >= deepest) return
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  if (!isRecord(schema['properties'])) return
  for (const [name, property] of Object.entries(schema['properties'])) {
    if (fields.length >= mostFields) return
    const path = prefix === '' ? name : `${prefix}.${name}`
    const field = isRecord(property) ? property : {}
    fields.push({
      path,
      type: typeOf(field),
      required: required.includes(name),
      description: typeof field['description'] === 'string' ? field['description'] : null,
      oneOf: Array.isArray(field['enum']) ? field['enum'].map(value => JSON.stringify(value)) : [],
      fallback: field['default'] === undefined ? null : JSON.stringify(field['default']),
    })
    collect(field, path, depth + 1, fields)
    collect(field['items'], `${path}[]`, depth + 1, fields)
  }
}

function typeOf(schema: Readonly<Record<string, unknown>>): string {
  const { type, items, anyOf, oneOf } = schema
  if (Array.isArray(type)) return type.map(String).join(' | ')
  if (type === 'array') return isRecord(items) ? `${typeOf(items)}[]` : 'array'
  if (typeof type === 'string') return type
  const options = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : []
  const types = options.filter(isRecord).map(typeOf)
  return types.length > 0 ? [...new Set(types)].join(' | ') : 'any'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
