import { applyEdits, createScanner, type Edit, type Node } from 'jsonc-parser'
import { serverSchema, settingsSchema } from '#shared/config'
import { parseJsonc, propertiesOf, propertyOf, syntax, type ConfigProblem } from './parse-jsonc.ts'
import { serverEntriesOf } from './server-entries.ts'

/** One change that the user asked for in window, tray or CLI. */
export type ConfigEdit =
  | { readonly kind: 'setEnabled'; readonly name: string; readonly enabled: boolean }
  | { readonly kind: 'setListen'; readonly listen: string }

export type EditResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly kind: 'invalid'; readonly problem: ConfigProblem }
  | { readonly ok: false; readonly kind: 'unknown-server'; readonly name: string; readonly known: readonly string[] }

/** Applies all edits or none. Comments, key order, unknown keys, indentation, line ends and the byte order mark stay. */
export function editConfig(file: string, edits: readonly ConfigEdit[]): EditResult {
  const mark = file.startsWith('\u{FEFF}') ? '\u{FEFF}' : ''
  let text = file.slice(mark.length)
  for (const edit of edits) {
    const result = editOnce(text, edit)
    if (!result.ok) return result
    text = result.text
  }
  return { ok: true, text: mark + text }
}

function editOnce(text: string, edit: ConfigEdit): EditResult {
  const parsed = parseJsonc(text)
  if (!parsed.ok) return { ok: false, kind: 'invalid', problem: parsed.problem }
  if (edit.kind === 'setListen') {
    const checked = settingsSchema.shape.listen.safeParse(edit.listen)
    if (checked.success) return { ok: true, text: setProperty(text, parsed.root, 'listen', edit.listen) }
    const message = `"listen" ${checked.error.issues[0]?.message ?? 'is not valid'}.`
    return { ok: false, kind: 'invalid', problem: { message, line: 1, column: 1 } }
  }
  const entries = serverEntriesOf(parsed.root) ?? []
  const entry = entries.find(({ name, node }) => name === edit.name && node.type === 'object')
  if (entry === undefined) {
    const known = entries.flatMap(({ name }) => name ?? [])
    return { ok: false, kind: 'unknown-server', name: edit.name, known }
  }
  return { ok: true, text: setEnabled(text, entry.node, edit.enabled) }
}

/** Keeps the word that the file uses: `disabled` where an AI client's entry has it, else `enabled`. */
function setEnabled(text: string, entry: Node, enabled: boolean): string {
  const own = propertyOf(entry, 'enabled')
  if (own === undefined && propertyOf(entry, 'disabled') !== undefined) {
    return setProperty(text, entry, 'disabled', !enabled)
  }
  const isDefault = own === undefined && enabled === serverSchema.shape.enabled.parse(undefined)
  return isDefault ? text : setProperty(text, entry, 'enabled', enabled)
}

function setProperty(text: string, object: Node, key: string, value: string | boolean): string {
  const existing = propertyOf(object, key)
  const content = JSON.stringify(value)
  if (existing?.value === value) return text
  if (existing !== undefined) {
    return applyEdits(text, [{ offset: existing.offset, length: existing.length, content }])
  }
  return applyEdits(text, insertProperty(text, object, `${JSON.stringify(key)}: ${content}`))
}

/**
 * Adds a property after the last one. The library's own `modify` would move a comment that stands behind
 * the last value to the new one, and break single-line entries over several lines.
 */
function insertProperty(text: string, object: Node, property: string): Edit[] {
  const last = propertiesOf(object).at(-1)?.value
  if (last === undefined) return [{ offset: object.offset + 1, length: 0, content: ` ${property} ` }]
  const end = last.offset + last.length
  const indentation = indentationOf(text, object, propertiesOf(object).at(-1)?.keyNode ?? last)
  if (indentation === null) return [{ offset: end, length: 0, content: `, ${property}` }]
  const { hasComma, lineEnd } = restOfLine(text, end)
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n'
  const insertion = {
    offset: lineEnd,
    length: 0,
    content: `${lineBreak}${indentation}${property}${hasComma ? ',' : ''}`,
  }
  return hasComma ? [insertion] : [{ offset: end, length: 0, content: ',' }, insertion]
}

/** White space before the property when it stands on a line of its own, else null. */
function indentationOf(text: string, object: Node, property: Node): string | null {
  const lineStart = text.lastIndexOf('\n', property.offset) + 1
  const before = text.slice(lineStart, property.offset)
  return lineStart > object.offset && /^\s*$/.test(before) ? before : null
}

/** Whether a comma follows a value, and where the comments that belong to its line end. */
function restOfLine(text: string, offset: number): { hasComma: boolean; lineEnd: number } {
  const scanner = createScanner(text, false)
  scanner.setPosition(offset)
  let hasComma = false
  let lineEnd = offset
  let newLine = false
  for (;;) {
    const token = scanner.scan()
    const end = scanner.getTokenOffset() + scanner.getTokenLength()
    if (token === syntax.comma) {
      hasComma = true
      lineEnd = end // even on a later line: what is inserted must come after it
    } else if (token === syntax.lineBreak) newLine = true
    else if (token === syntax.lineComment || token === syntax.blockComment) {
      if (!newLine) lineEnd = end
    } else if (token !== syntax.trivia) return { hasComma, lineEnd }
  }
}
