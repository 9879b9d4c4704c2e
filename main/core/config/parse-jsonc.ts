import { createScanner, parseTree, type Node, type ParseError, type SyntaxKind } from 'jsonc-parser'

/** Why a whole file cannot be used, and where. Lines and columns start at 1; both are 0 when it is no place in it. */
export interface ConfigProblem {
  readonly message: string
  readonly line: number
  readonly column: number
}

export type ParsedJsonc =
  | { readonly ok: true; readonly root: Node }
  | { readonly ok: false; readonly problem: ConfigProblem }

/** Deeper than any real file, and shallow enough for the recursive parser's stack. */
const maximumDepth = 100
/** In characters. A file of 1,000 servers has about 500,000. */
const maximumLength = 16_000_000

/** Parses JSON with comments and trailing commas whose root is an object. `text` has no byte order mark. */
export function parseJsonc(text: string): ParsedJsonc {
  const fail = (message: string, offset: number): ParsedJsonc => ({
    ok: false,
    problem: { message, ...positionAt(text, offset) },
  })
  if (text.length > maximumLength) return fail('The file is larger than 16 MB.', 0)
  const deepAt = findTooDeep(text)
  if (deepAt !== null) return fail(`More than ${maximumDepth} levels are nested here.`, deepAt)
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  const first = errors[0]
  if (root === undefined) return fail('The file is empty: it needs at least "{}".', 0)
  if (first !== undefined) return fail(messages[first.error] ?? 'This is not valid JSON.', first.offset)
  if (root.type !== 'object') return fail('The file must be an object, such as {"mcpServers": []}.', root.offset)
  return { ok: true, root }
}

/** The problem with its place, such as "line 2, column 7: A comma is expected here." */
export const formatProblem = ({ message, line, column }: ConfigProblem): string =>
  line === 0 ? message : `line ${line}, column ${column}: ${message}`

/** Line and column of a place in the text, both from 1. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1
  return { line, column: offset - lineStart + 1 }
}

/** Keys, values and value nodes of an object, in order. Where a key appears twice, both are listed. */
export function propertiesOf(node: Node): { key: string; keyNode: Node; value: Node }[] {
  if (node.type !== 'object') return []
  return (node.children ?? []).flatMap(property => {
    const [keyNode, value] = property.children ?? []
    return keyNode === undefined || value === undefined ? [] : [{ key: String(keyNode.value), keyNode, value }]
  })
}

/** The value of a property; where a key appears twice the first one counts, for reading and for edits alike. */
export const propertyOf = (node: Node, key: string): Node | undefined =>
  propertiesOf(node).find(property => property.key === key)?.value

/** A plain value; of equal keys the first one counts. */
export function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf)
  if (node.type !== 'object') return node.value as unknown
  const entries = propertiesOf(node).map(({ key, value }) => [key, valueOf(value)] as const)
  return Object.fromEntries(entries.reverse()) // the last one wins there; order matters to nobody who reads values
}

// Const enums of a declaration file cannot be used under isolatedModules: these are jsonc-parser 3's numbers.
export const syntax = {
  openBrace: 1 as SyntaxKind.OpenBraceToken,
  closeBrace: 2 as SyntaxKind.CloseBraceToken,
  openBracket: 3 as SyntaxKind.OpenBracketToken,
  closeBracket: 4 as SyntaxKind.CloseBracketToken,
  comma: 5 as SyntaxKind.CommaToken,
  lineComment: 12 as SyntaxKind.LineCommentTrivia,
  blockComment: 13 as SyntaxKind.BlockCommentTrivia,
  lineBreak: 14 as SyntaxKind.LineBreakTrivia,
  trivia: 15 as SyntaxKind.Trivia,
  endOfFile: 17 as SyntaxKind.EOF,
} as const

const messages: { readonly [code: number]: string } = {
  1: 'An unknown word: text must stand in double quotes.',
  2: 'This is not a number.',
  3: 'A key in double quotes is expected here.',
  4: 'A value is expected here.',
  5: 'A ":" is expected here.',
  6: 'A "," or a closing bracket is expected here.',
  7: 'A "}" is expected here.',
  8: 'A "]" is expected here.',
  9: 'The file should end here.',
  11: 'A comment is not closed.',
  12: 'A text is not closed: a double quote is missing.',
  13: 'This number breaks off.',
  14: 'This \\u escape is not valid.',
  15: 'This escape is not valid: write "\\\\" for a backslash.',
  16: 'This character is not allowed here.',
}

function findTooDeep(text: string): number | null {
  const scanner = createScanner(text, true)
  let depth = 0
  for (let token = scanner.scan(); token !== syntax.endOfFile; token = scanner.scan()) {
    if (token === syntax.openBrace || token === syntax.openBracket) depth += 1
    if (token === syntax.closeBrace || token === syntax.closeBracket) depth -= 1
    if (depth > maximumDepth) return scanner.getTokenOffset()
  }
  return null
}
