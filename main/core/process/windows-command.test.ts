import { expect, test } from 'vitest'
import { windowsCommand } from './windows-command.ts'

const cmd = 'C:\\Windows\\system32\\cmd.exe'

test('a program starts directly', () => {
  expect(windowsCommand('C:\\node.exe', ['a b'], cmd)).toEqual({ file: 'C:\\node.exe', args: ['a b'], verbatim: false })
})

// Expected texts follow cross-spawn's algorithm; not run on Windows.
test.each([
  ['plain', '^^^"plain^^^"'],
  ['a b', '^^^"a^^^ b^^^"'],
  ['%PATH%', '^^^"^^^%PATH^^^%^^^"'],
  ['x" & calc', '^^^"x\\^^^"^^^ ^^^&^^^ calc^^^"'],
  ['trailing\\', '^^^"trailing\\\\^^^"'],
  ['two\r\nlines', '^^^"two^^^ lines^^^"'],
  ['', '^^^"^^^"'],
])('a batch file’s argument cannot act on cmd.exe: %j', (argument, quoted) => {
  expect(windowsCommand('C:\\my tools\\npx.CMD', [argument], cmd)).toEqual({
    file: cmd,
    args: ['/d', '/s', '/c', `"C:\\my^ tools\\npx.CMD ${quoted}"`],
    verbatim: true,
  })
})
