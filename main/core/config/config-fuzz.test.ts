import fc from 'fast-check'
import { createScanner, type SyntaxKind } from 'jsonc-parser'
import { expect, test } from 'vitest'
import { editConfig } from './edit-config.ts'
import { exampleConfig } from './example-config.ts'
import { syntax } from './parse-jsonc.ts'
import { readConfig } from './read-config.ts'

/** A configuration, or a problem that says where; within a time that no reload would notice. */
function check(text: string) {
  const startedAt = performance.now()
  const result = readConfig(text)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  if (result.ok) {
    const names = [...result.config.servers, ...result.config.invalid].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { path, reason, name } of result.config.invalid) {
      expect([path, reason, name].every(part => part.length > 0)).toBe(true)
      expect(reason).not.toMatch(/invalid input|expected string|received|zod|undefined/i)
    }
  } else {
    expect(result.problem.message).toMatch(/\.$/)
    expect(result.problem.line).toBeGreaterThan(0)
    expect(result.problem.column).toBeGreaterThan(0)
  }
  return result
}

const keys = fc.constantFrom(
  'mcpServers',
  'listen',
  'auto_disable',
  'failure_threshold',
  'logging',
  'level',
  'network',
  'name',
  'command',
  'args',
  'env',
  'url',
  'headers',
  'protocol',
  'enabled',
  'disabled',
  'type',
  'timeout',
  '__proto__',
  'constructor',
  '$schema',
  'x',
)
const { value: anything } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, -1, 1e308, 10, 'stdio', '', 'a\0b', '\ud800', 'http://h/', '${env:X}'),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 8 }),
  ),
}))

test('random text is a configuration or a named problem', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => void check(text)),
    { numRuns: 300 },
  )
})

test('random bytes, read as a file is, are a configuration or a named problem', () => {
  const bytes = fc.uint8Array({ maxLength: 500 })
  fc.assert(
    fc.property(bytes, data => void check(new TextDecoder().decode(data))),
    { numRuns: 300 },
  )
})

test('wrong types everywhere are set aside one by one', () => {
  const file = fc.record(
    {
      mcpServers: fc.oneof(fc.array(anything, { maxLength: 5 }), fc.dictionary(fc.string(), anything), anything),
      auto_disable: anything,
      connection_management: anything,
      listen: anything,
      logging: anything,
      network: anything,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(file, value => void check(JSON.stringify(value))),
    { numRuns: 1_000 },
  )
})

test('a good file with parts cut out, doubled or replaced is a configuration or a named problem', () => {
  const good = exampleConfig()
  const place = fc.nat(good.length)
  const mutation = fc.tuple(
    place,
    fc.nat(40),
    fc.oneof(fc.constantFrom('', '{', ']', '"', ',', '/*', '//', '\\', '\0'), fc.string()),
  )
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), mutations => {
      check(mutations.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), good))
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['open lists', '['.repeat(1_000_000)],
  ['open objects', '{"a":'.repeat(500_000)],
  ['closed lists', `{"mcpServers": ${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
  ['a huge name', JSON.stringify({ mcpServers: [{ name: 'x'.repeat(5_000_000), command: 'x' }] })],
  ['a huge key', JSON.stringify({ ['x'.repeat(5_000_000)]: 1 })],
  ['a huge path', JSON.stringify({ mcpServers: { ['x'.repeat(1_000_000)]: { command: 1 } } })],
  ['an endless text', `{"a": "${'x'.repeat(5_000_000)}`],
  ['an endless comment', `{/*${'*'.repeat(2_000_000)}`],
  ['slashes', '/'.repeat(1_000_000)],
  ['a file too large', ' '.repeat(17_000_000)],
  [
    '10,000 servers',
    JSON.stringify({ mcpServers: Array.from({ length: 10_000 }, (_, n) => ({ name: `s${n}`, command: 'x' })) }),
  ],
  [
    '2,000 servers of one name',
    JSON.stringify({ mcpServers: Array.from({ length: 2_000 }, () => ({ name: 's', command: 'x' })) }),
  ],
  ['2,000 bad servers', JSON.stringify({ mcpServers: Array.from({ length: 2_000 }, () => 5) })],
])('%s end in time', (_what, text) => void check(text))

/** Everything in a file but white space and commas, in order. */
function tokensOf(text: string): string[] {
  const scanner = createScanner(text, false)
  const skipped = new Set<SyntaxKind>([syntax.trivia, syntax.lineBreak, syntax.comma])
  const tokens: string[] = []
  for (let token = scanner.scan(); token !== syntax.endOfFile; token = scanner.scan()) {
    if (!skipped.has(token))
      tokens.push(text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength()))
  }
  return tokens
}

test('an edit loses no comment and no unknown key, and does what it says', () => {
  const gap = fc.constantFrom('', ' ', '\n  ', '\r\n\t', ' /* a */ ', ' // b\n', '\n// c\n  ')
  const kept = fc.record({
    key: fc.constantFrom('command', 'x', 'note'),
    value: fc.constantFrom('"x"', '[1, /* d */ 2]'),
  })
  const switched = fc.record({
    key: fc.constantFrom('enabled', 'disabled'),
    value: fc.constantFrom('true', 'false', '"x"'),
  })
  const pair = fc.oneof(kept, switched)
  const entry = fc.tuple(
    fc.uniqueArray(pair, { maxLength: 4, selector: ({ key }) => key }),
    fc.array(gap, { minLength: 12, maxLength: 12 }),
    fc.boolean(),
  )
  fc.assert(
    fc.property(entry, fc.boolean(), fc.boolean(), ([pairs, gaps, trailing], shape, enabled) => {
      const all = shape ? [{ key: 'name', value: '"a"' }, ...pairs] : pairs
      const body = all.map(({ key, value }, n) => `${gaps[n]}"${key}"${gaps[n + 4]}:${value}${gaps[n + 6]}`).join(',')
      const comma = trailing && all.length > 0 ? ',' : ''
      const text = `{ // top\n "mcpServers": ${shape ? '[' : '{"a": '}{${body}${comma}${gaps[11]}}${shape ? ']' : '}'}, "z": 1 }`
      const result = editConfig(text, [{ kind: 'setEnabled', name: 'a', enabled }])
      if (!result.ok) throw new Error(`${text}: ${result.kind}`)
      const before = tokensOf(text)
      const after = tokensOf(result.text)
      const added = after.length - before.length
      expect([0, 3]).toContain(added) // nothing, or key, colon and value
      const at = after.findIndex((token, index) => token !== before[index])
      if (at !== -1) after.splice(at, added === 0 ? 1 : 3, ...(added === 0 ? [before[at] ?? ''] : []))
      expect(after).toEqual(before)
      const read = readConfig(result.text)
      if (!read.ok) throw new Error(result.text)
      const found = read.config.servers.find(({ name }) => name === 'a')
      if (found !== undefined) expect(found.enabled).toBe(enabled)
    }),
    { numRuns: 2_000 },
  )
})
