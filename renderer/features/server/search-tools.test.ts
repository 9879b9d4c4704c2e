import { expect, test } from 'vitest'
import { searchTools } from './search-tools.ts'

const tool = (originalName: string, description: string | null) => ({
  name: `s__${originalName}`,
  server: 's',
  originalName,
  title: null,
  description,
  inputSchema: {},
})
const tools = [tool('write_file', 'Writes'), tool('move', 'Moves a file'), tool('read_file', null), tool('time', 'Now')]

test.each([
  ['', ['write_file', 'move', 'read_file', 'time']],
  ['FILE', ['write_file', 'read_file', 'move']],
  ['file moves', ['move']],
  ['nothing', []],
])('“%s” finds %o', (text, names) => {
  expect(searchTools(tools, text).map(({ originalName }) => originalName)).toEqual(names)
})
