import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { commands } from './commands.ts'
import { exitCodes } from './exit-codes.ts'

/** Without the blanks that align its tables. */
const page = (await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8'))
  .replaceAll('\\|', '|')
  .replace(/ +\|/g, ' |')

test.each(commands.flatMap(command => command.usage))('docs/cli.md has `%s`', usage => {
  expect(page).toContain(`| \`${usage}\` |`)
})

test('docs/cli.md has no command that does not exist', () => {
  const section = page.slice(page.indexOf('## Commands'), page.indexOf('## Signals'))
  const documented = [...section.matchAll(/^\| `([a-z][a-z-]+)/gm)].map(([, name]) => name)
  expect(new Set(documented)).toEqual(new Set([...commands.map(({ name }) => name), 'help']))
})

test('docs/cli.md has every exit code with its name, and no other', () => {
  const section = page.slice(page.indexOf('## Exit codes'))
  const rows = [...section.matchAll(/^\| (\d+) \| (\w+) \|/gm)].map(([, code, name]) => [name, Number(code)])
  expect(Object.fromEntries(rows)).toEqual(exitCodes)
})

/** Runs the real program; only Node 24 and later runs TypeScript by itself. */
async function spawnCli(...argv: string[]) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('index.ts', import.meta.url)), ...argv])
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number, out, err }
}

test('the real program starts, answers and ends', async () => {
  const [help, wrong] = await Promise.all([spawnCli('--help'), spawnCli('nonsense')])
  expect({ help, wrong }).toEqual({
    help: { code: 0, out: expect.stringContaining('Usage: mcpproxy COMMAND'), err: '' },
    wrong: { code: 2, out: '', err: 'mcpproxy: unknown command "nonsense"; see "mcpproxy help"\n' },
  })
})

test('a reader that has seen enough is no error', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('index.ts', import.meta.url)), 'config', 'schema'])
  child.stdout.destroy()
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect({ err, code: code as number }).toEqual({ err: '', code: 0 })
})
