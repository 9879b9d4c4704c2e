import { expect, test } from 'vitest'
import { editConfig, type ConfigEdit } from './edit-config.ts'

const disable: ConfigEdit = { kind: 'setEnabled', name: 'a', enabled: false }
const edited = (text: string, ...edits: ConfigEdit[]) => {
  const result = editConfig(text, edits)
  return result.ok ? result.text : result
}

test('a value is replaced where it stands', () => {
  expect(edited('{"mcpServers": [{"enabled": true /* on */, "name": "a"}]}', disable)).toBe(
    '{"mcpServers": [{"enabled": false /* on */, "name": "a"}]}',
  )
})

test.each([
  [
    'one line',
    '{"mcpServers": {"a": { "command": "x" }}}',
    '{"mcpServers": {"a": { "command": "x", "enabled": false }}}',
  ],
  [
    'one line, trailing comma',
    '{"mcpServers": {"a": {"command": "x",}}}',
    '{"mcpServers": {"a": {"command": "x", "enabled": false,}}}',
  ],
  ['no keys', '{"mcpServers": {"a": {}}}', '{"mcpServers": {"a": { "enabled": false }}}'],
  [
    'own lines, a comment behind the last value',
    '{"mcpServers": {"a": {\n\t"command": "x" // why\n\t// end\n}}}',
    '{"mcpServers": {"a": {\n\t"command": "x", // why\n\t"enabled": false\n\t// end\n}}}',
  ],
  [
    'own lines, trailing comma and comment, CRLF',
    '{"mcpServers": {"a": {\r\n      "command": "x", /* why */ // so\r\n}}}',
    '{"mcpServers": {"a": {\r\n      "command": "x", /* why */ // so\r\n      "enabled": false,\r\n}}}',
  ],
  [
    'comma on the next line',
    '{"mcpServers": {"a": {\n  "command": "x"\n  ,\n}}}',
    '{"mcpServers": {"a": {\n  "command": "x"\n  ,\n  "enabled": false,\n}}}',
  ],
])('a missing key is added in the style of the file: %s', (_style, before, after) => {
  expect(edited(before, disable)).toBe(after)
})

test("an AI client's own word is kept", () => {
  expect(edited('{"mcpServers": {"a": {"disabled": false}}}', disable)).toBe(
    '{"mcpServers": {"a": {"disabled": true}}}',
  )
})

test('enabling what is enabled by default changes nothing', () => {
  const text = '{"mcpServers": {"a": {"command": "x"}}}'
  expect(edited(text, { kind: 'setEnabled', name: 'a', enabled: true })).toBe(text)
})

test('the byte order mark stays, and listen is set or added', () => {
  expect(edited('\u{FEFF}{}', { kind: 'setListen', listen: '127.0.0.1:9000' })).toBe(
    '\u{FEFF}{ "listen": "127.0.0.1:9000" }',
  )
  expect(edited('{"listen": 5, "x": 1}', { kind: 'setListen', listen: '127.0.0.1:9000' })).toBe(
    '{"listen": "127.0.0.1:9000", "x": 1}',
  )
})

test('all edits are applied or none, and what is wrong is named', () => {
  const text = '{"mcpServers": [{"name": "a"}, {"name": "b"}]}'
  expect(edited(text, disable, { kind: 'setEnabled', name: 'c', enabled: false })).toEqual({
    ok: false,
    kind: 'unknown-server',
    name: 'c',
    known: ['a', 'b'],
  })
  expect(edited(text, { kind: 'setListen', listen: '0.0.0.0:1' })).toMatchObject({ ok: false, kind: 'invalid' })
  expect(edited('{\n"a" 1}', disable)).toMatchObject({ ok: false, kind: 'invalid', problem: { line: 2, column: 5 } })
})
