import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashedName, likelyServers, localNames, maxNameLength, serverPrefixes } from './names.ts'

test.each([
  ['github', 'create_issue', 'github__create_issue'],
  ['my.server', 'a tool', 'my_server__a_tool'],
  ['a', 'x'.repeat(61), `a__${'x'.repeat(61)}`],
])('%s and %s become %s', (server, original, name) => {
  const prefix = serverPrefixes([server]).get(server) ?? ''
  expect(localNames(server, prefix, [original])).toEqual([name])
})

test('a name that is too long is cut and ended by a hash, and keeps something of both parts', () => {
  const [name] = localNames('s'.repeat(60), 's'.repeat(60), ['t'.repeat(60)])
  expect(name).toMatch(/^s{20}__t{33}_[0-9a-f]{8}$/)
  expect(localNames('s'.repeat(60), 's'.repeat(60), ['t'.repeat(60)])).toEqual([name])
})

test('tools that would look alike get a hash each, but for one that needed no change', () => {
  const [exact, dotted, spaced, repeated] = localNames('s', 's', ['a_b', 'a.b', 'a b', 'a_b'])
  expect({ exact, dotted, spaced, repeated }).toEqual({
    exact: 's__a_b',
    dotted: hashedName('s', 's', 'a.b'),
    spaced: hashedName('s', 's', 'a b'),
    repeated: null,
  })
})

test('servers that would look alike get a hash each, but for one that needed no change', () => {
  const prefixes = serverPrefixes(['a.b', 'a_b', 'a b', '日本'])
  expect(Object.fromEntries(prefixes)).toEqual({
    'a.b': expect.stringMatching(/^a_b_[0-9a-f]{6}$/),
    a_b: 'a_b',
    'a b': expect.stringMatching(/^a_b_[0-9a-f]{6}$/),
    日本: expect.stringMatching(/^__[0-9a-f]{6}$/),
  })
  expect(new Set(prefixes.values()).size).toBe(4)
})

test('the likeliest server of an unknown name is the one with the longest prefix', () => {
  expect(likelyServers('a__b__c', serverPrefixes(['a', 'a__b', 'b']))).toEqual(['a__b', 'a'])
})

test('whatever servers and tools are called, names are legal, distinct and independent of the order', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 90 }), fc.stringMatching(/^[ab_.]{1,6}$/))
  fc.assert(
    fc.property(text, fc.uniqueArray(text, { maxLength: 20 }), (server, originals) => {
      const prefix = serverPrefixes([server]).get(server) ?? ''
      const names = localNames(server, prefix, originals)
      const reversed = localNames(server, prefix, [...originals].reverse()).reverse()
      expect(reversed).toEqual(names)
      for (const name of names) expect(name).toMatch(new RegExp(`^[A-Za-z0-9_-]{1,${maxNameLength}}$`))
    }),
  )
})
