import { expect, test } from 'vitest'
import { parseJsonc, syntax, valueOf } from './parse-jsonc.ts'

const problemOf = (text: string) => {
  const parsed = parseJsonc(text)
  return parsed.ok ? null : parsed.problem
}

test.each([
  ['', 'The file is empty: it needs at least "{}".', 1, 1],
  ['// nothing', 'The file is empty: it needs at least "{}".', 1, 1],
  ['[]', 'The file must be an object, such as {"mcpServers": []}.', 1, 1],
  ['{"a": 1 "b": 2}', 'A "," or a closing bracket is expected here.', 1, 9],
  ['{\n  "a": tru\n}', 'An unknown word: text must stand in double quotes.', 2, 8],
  ['{\r\n  "a" 1\r\n}', 'A ":" is expected here.', 2, 7],
  ['{"a": "C:\\path"}', 'This escape is not valid: write "\\\\" for a backslash.', 1, 7],
  ['{"a": 1} }', 'The file should end here.', 1, 10],
  ['{"a": [1, 2}', 'A "," or a closing bracket is expected here.', 1, 12],
])('%j says what is wrong and where', (text, message, line, column) => {
  expect(problemOf(text)).toEqual({ message, line, column })
})

test('nesting that would exhaust the stack is refused with its place', () => {
  expect(problemOf(`{"a":\n${'['.repeat(200_000)}`)).toEqual({
    message: 'More than 100 levels are nested here.',
    line: 2,
    column: 100,
  })
})

test('of equal keys the first one counts, at every level', () => {
  const parsed = parseJsonc('{"a": {"b": 1, "b": 2}, "a": 3, /* kept */ "c": [null,],}')
  expect(parsed.ok && valueOf(parsed.root)).toEqual({ a: { b: 1 }, c: [null] })
})

test('the numbers of tokens are those of the library', async () => {
  // Const enums, which exist at run time too.
  const { SyntaxKind: library, ParseErrorCode: errors } = (await import('jsonc-parser')) as unknown as {
    readonly [name: string]: { readonly [member: string]: number }
  }
  if (library === undefined) throw new Error('jsonc-parser no longer exports its token kinds')
  expect(syntax).toEqual({
    openBrace: library.OpenBraceToken,
    closeBrace: library.CloseBraceToken,
    openBracket: library.OpenBracketToken,
    closeBracket: library.CloseBracketToken,
    comma: library.CommaToken,
    lineComment: library.LineCommentTrivia,
    blockComment: library.BlockCommentTrivia,
    lineBreak: library.LineBreakTrivia,
    trivia: library.Trivia,
    endOfFile: library.EOF,
  })
  expect(errors?.CommaExpected).toBe(6)
})
