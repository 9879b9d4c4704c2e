import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attributeUri, matchesTemplate, parseAttributedUri, parseTemplate, plainUri } from './uris.ts'

test.each([
  ['demo://r/{id}', 'demo://r/7', true],
  ['demo://r/{id}', 'demo://r/7/8', false],
  ['demo://r/{+path}', 'demo://r/7/8', true],
  ['file:///{a}/x/{b}.txt', 'file:///1/x/2.txt', true],
  ['file:///{a}/x/{b}.txt', 'file:///1/x/2.md', false],
  ['search://q{?term,page}', 'search://q?term=a&page=2', true],
  ['plain://x', 'plain://x', true],
  ['plain://x', 'plain://xy', false],
  ['{scheme}', 'anything', true],
])('%s and %s: %s', (template, uri, expected) => {
  expect(matchesTemplate(parseTemplate(template), uri)).toBe(expected)
})

test('a template made to stall a backtracking matcher is answered at once', () => {
  const pattern = parseTemplate('{+a}a'.repeat(200) + 'b')
  const startedAt = performance.now()
  expect(matchesTemplate(pattern, 'a'.repeat(100_000))).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(500)
})

test('an attributed URI says which server and which URI, and stays a template', () => {
  expect(attributeUri('my server:1', 'file:///{path}')).toBe('mcpproxy:my%20server%3A1:file:///{path}')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string(), (server, original) => {
      expect(parseAttributedUri(attributeUri(server, original))).toEqual({ server, original })
    }),
  )
})

test('what only looks attributed is attributed to the server that says it', () => {
  expect(plainUri('outer', 'mcpproxy:inner:file:///a')).toBe('mcpproxy:outer:mcpproxy:inner:file:///a')
  expect(parseAttributedUri('mcpproxy:%E0%A4%A:x')).toBeNull()
  expect(parseAttributedUri('mcpproxy:no-end')).toBeNull()
})
