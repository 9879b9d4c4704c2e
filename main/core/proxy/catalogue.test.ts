import { expect, test } from 'vitest'
import type { JsonObject } from '#shared/json-rpc'
import { Catalogue } from './catalogue.ts'
import { FakeUpstreams, tool } from './testing/fake-upstreams.ts'

const list = (catalogue: Catalogue, kind: 'tools' | 'resources' | 'resourceTemplates', scope: string | null = null) =>
  (JSON.parse(catalogue.listText(scope, kind)) as Record<string, JsonObject[]>)[kind]

test('lists keep what we do not know, and change nothing but the name', () => {
  const upstreams = new FakeUpstreams()
  const odd = tool('echo', {
    execution: { taskSupport: 'optional' },
    icons: [{ src: 'x' }],
    inputSchema: { $ref: '#/$defs/x' },
  })
  upstreams.add('one', { tools: [odd, { noName: true }, tool('echo')] })
  using catalogue = new Catalogue(upstreams)
  expect(list(catalogue, 'tools')).toEqual([{ ...odd, name: 'one__echo' }])
  expect(list(catalogue, 'tools', 'one')).toEqual([odd, { noName: true }, tool('echo')])
})

test('tools come and go with their servers, in the order of the configuration', () => {
  const upstreams = new FakeUpstreams()
  upstreams.addConnecting('b')
  upstreams.add('a', { tools: [tool('x')] })
  using catalogue = new Catalogue(upstreams)
  const names = () => list(catalogue, 'tools')?.map(item => item.name)
  const seen = [names()]
  upstreams.ready('b', { tools: [tool('y')] })
  seen.push(names())
  upstreams.gone('a')
  seen.push(names())
  upstreams.remove('b')
  seen.push(names())
  expect(seen).toEqual([['a__x'], ['b__y', 'a__x'], ['b__y'], []])
})

test('two servers whose tools would share a name keep both reachable, and nothing else is renamed', () => {
  const upstreams = new FakeUpstreams()
  upstreams.add('a', { tools: [tool('b__c'), tool('d')] })
  upstreams.add('a__b', { tools: [tool('c')] })
  using catalogue = new Catalogue(upstreams)
  const names = catalogue.tools().map(view => view.name)
  expect(names).toEqual([
    expect.stringMatching(/^a__b__c_[0-9a-f]{8}$/),
    'a__d',
    expect.stringMatching(/^a__b__c_[0-9a-f]{8}$/),
  ])
  expect(names.map(name => catalogue.tool(null, name)?.server)).toEqual(['a', 'a', 'a__b'])
  expect(catalogue.tool(null, 'a__b__c')).toBeUndefined()
  upstreams.gone('a__b')
  expect(catalogue.tool(null, 'a__b__c')).toMatchObject({ server: 'a', original: 'b__c' })
})

test('a URI that two servers offer is told apart, and any other passes unchanged', () => {
  const upstreams = new FakeUpstreams()
  const resources = [{ uri: 'file:///same', name: 'r' }]
  upstreams.add('a', { resources: [...resources, { uri: 'file:///only', name: 'o' }] })
  upstreams.add('b', { resources })
  using catalogue = new Catalogue(upstreams)
  expect(list(catalogue, 'resources')?.map(item => item.uri)).toEqual([
    'mcpproxy:a:file:///same',
    'file:///only',
    'mcpproxy:b:file:///same',
  ])
  expect({
    ambiguous: catalogue.resource(null, 'file:///same'),
    attributed: catalogue.resource(null, 'mcpproxy:b:file:///same'),
    only: catalogue.resource(null, 'file:///only'),
    link: catalogue.exposeUri(null, 'b', 'file:///same'),
    ownEndpoint: list(catalogue, 'resources', 'b'),
  }).toEqual({
    ambiguous: { kind: 'ambiguous', uris: ['mcpproxy:a:file:///same', 'mcpproxy:b:file:///same'] },
    attributed: { kind: 'found', server: 'b', original: 'file:///same' },
    only: { kind: 'found', server: 'a', original: 'file:///only' },
    link: 'mcpproxy:b:file:///same',
    ownEndpoint: resources,
  })
})

test('an unlisted URI goes to the server whose template matches best, or that linked to it', () => {
  const upstreams = new FakeUpstreams()
  upstreams.add('wide', { resourceTemplates: [{ uriTemplate: 'db://{+rest}', name: 'w' }] })
  upstreams.add('narrow', { resourceTemplates: [{ uriTemplate: 'db://users/{id}', name: 'n' }] })
  using catalogue = new Catalogue(upstreams)
  expect(catalogue.exposeUri(null, 'wide', 'tmp://1')).toBe('tmp://1')
  expect(['db://users/7', 'db://a/b', 'tmp://1', 'tmp://2'].map(uri => catalogue.resource(null, uri))).toEqual([
    { kind: 'found', server: 'narrow', original: 'db://users/7' },
    { kind: 'found', server: 'wide', original: 'db://a/b' },
    { kind: 'found', server: 'wide', original: 'tmp://1' },
    { kind: 'unknown' },
  ])
  // Another server links to the same URI: the second must not lead to the first.
  expect(catalogue.exposeUri(null, 'narrow', 'tmp://1')).toBe('mcpproxy:narrow:tmp://1')
  expect(catalogue.exposeUri(null, 'narrow', 'https://web/page')).toBe('https://web/page')
})

test('a template that two servers offer is told apart and can still be expanded', () => {
  const upstreams = new FakeUpstreams()
  const resourceTemplates = [{ uriTemplate: 'x://{id}', name: 't' }]
  upstreams.add('a', { resourceTemplates })
  upstreams.add('b', { resourceTemplates })
  using catalogue = new Catalogue(upstreams)
  expect(list(catalogue, 'resourceTemplates')?.map(item => item.uriTemplate)).toEqual([
    'mcpproxy:a:x://{id}',
    'mcpproxy:b:x://{id}',
  ])
  expect(catalogue.resource(null, 'mcpproxy:b:x://7')).toEqual({ kind: 'found', server: 'b', original: 'x://7' })
  expect(catalogue.template(null, 'mcpproxy:a:x://{id}')).toEqual({ kind: 'found', server: 'a', original: 'x://{id}' })
  expect(catalogue.resource(null, 'x://7')).toEqual({
    kind: 'ambiguous',
    uris: ['mcpproxy:a:x://7', 'mcpproxy:b:x://7'],
  })
})

test('one schema nested beyond measure does not empty the list', () => {
  const upstreams = new FakeUpstreams()
  const deep = JSON.parse('{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)) as JsonObject
  upstreams.add('a', { tools: [tool('good'), tool('deep', { inputSchema: deep })] })
  using catalogue = new Catalogue(upstreams)
  expect(list(catalogue, 'tools')?.map(item => item.name)).toEqual(['a__good'])
})
