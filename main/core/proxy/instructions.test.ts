import { expect, test } from 'vitest'
import { composeInstructions } from './instructions.ts'
import { FakeUpstreams } from './testing/fake-upstreams.ts'

test('instructions of ready servers are joined, those of one server pass as they are', () => {
  const upstreams = new FakeUpstreams()
  upstreams.add('a')
  upstreams.addConnecting('b')
  upstreams.add('c')
  expect(composeInstructions(upstreams, null)).toBe(
    'Several MCP servers behind one endpoint. A tool or prompt is named after its server: server__tool.' +
      '\n\n## a\nInstructions of a\n\n## c\nInstructions of c',
  )
  expect([composeInstructions(upstreams, 'a'), composeInstructions(upstreams, 'b')]).toEqual([
    'Instructions of a',
    undefined,
  ])
})

test('a thousand servers do not flood a model', () => {
  const upstreams = new FakeUpstreams()
  for (let index = 0; index < 1_000; index += 1) upstreams.add(`server-${index}`)
  expect(composeInstructions(upstreams, null)?.length).toBeLessThanOrEqual(16_000)
})
