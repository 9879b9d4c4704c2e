import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFields } from './schema-fields.ts'

test('arguments are flattened with type, need, choices and fallback', () => {
  const fields = readFields({
    type: 'object',
    required: ['path'],
    properties: {
      path: { type: 'string', description: 'Where to look' },
      sort: { enum: ['name', 'size'], type: 'string', default: 'name' },
      edits: { type: 'array', items: { type: 'object', properties: { text: { type: ['string', 'null'] } } } },
      limit: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    },
  })
  expect(
    fields.map(({ path, type, required, oneOf, fallback }) => [path, type, required, oneOf.join(), fallback]),
  ).toEqual([
    ['path', 'string', true, '', null],
    ['sort', 'string', false, '"name","size"', '"name"'],
    ['edits', 'object[]', false, '', null],
    ['edits[].text', 'string | null', false, '', null],
    ['limit', 'integer | null', false, '', null],
  ])
})

test('a schema that contains itself ends', () => {
  const node: { type: string; properties: Record<string, unknown> } = { type: 'object', properties: {} }
  node.properties['child'] = node
  expect(readFields(node).at(-1)?.path).toBe('child.child.child.child')
})

test('property: anything at all is read without an error', () => {
  fc.assert(fc.property(fc.anything(), value => Array.isArray(readFields({ properties: { value }, items: value }))))
})
