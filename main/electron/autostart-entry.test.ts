import { expect, test } from 'vitest'
import { autostartEntry } from './autostart-entry.ts'

const execOf = (command: string[]) =>
  autostartEntry(command)
    .split('\n')
    .find(line => line.startsWith('Exec='))

test.each([
  [['/opt/MCPProxy/mcpproxy-desktop', '--hidden'], 'Exec=/opt/MCPProxy/mcpproxy-desktop --hidden'],
  [['/opt/My Apps/x', '--data-dir=/a b'], 'Exec="/opt/My Apps/x" "--data-dir=/a b"'],
  [['/a"$b`c'], 'Exec="/a\\\\"\\\\$b\\\\`c"'],
  [['/100%'], 'Exec=/100%%'],
])('%j becomes %s', (command, line) => {
  expect(execOf(command)).toBe(line)
})
