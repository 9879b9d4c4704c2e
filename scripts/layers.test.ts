import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const clone = join(import.meta.dirname, '..')

/** One row of the dependency rule per file: each import here breaks it. */
const violations: Record<string, readonly string[]> = {
  'shared/planted.ts': [
    'node:fs',
    'electron',
    'react',
    'pino',
    '#core/log/log',
    '../renderer/x.ts',
    '../main/core/x.ts',
  ],
  'main/core/log/planted.ts': [
    'electron',
    'electron-store',
    'react',
    '../../electron/x.ts',
    '../../cli/x.ts',
    '../../index.ts',
    'fs',
    'left-pad',
  ],
  'main/cli/planted.ts': ['electron', 'react', '../electron/x.ts', '../index.ts', 'pino'],
  'main/electron/planted.ts': ['react', '../../renderer/x.ts', '../../preload/index.ts', '../cli/x.ts', 'pino'],
  'main/index.ts': ['../renderer/x.ts', '../preload/index.ts', 'react', '../scripts/x.mjs'],
  'preload/planted.ts': ['node:fs', '../main/core/x.ts', '#core/log/log', 'react'],
  'renderer/features/planted.tsx': [
    'electron',
    'node:fs',
    '../../main/core/x.ts',
    '#core/log/log',
    '../../preload/index.ts',
    'pino',
  ],
  'e2e/core/planted.ts': [
    '../../main/core/x.ts',
    '#core/log/log',
    'electron',
    '../../renderer/x.ts',
    '../../scripts/x.mjs',
  ],
  'bench/planted.ts': ['../scripts/x.mjs', '../renderer/x.ts'],
  'scripts/planted.ts': ['../bench/x.ts', '../e2e/core/x.ts'],
}

/** And what the same rows allow. */
const legal: Record<string, readonly string[]> = {
  'shared/legal.ts': ['zod', './x.ts', '#shared/errors'],
  'main/core/log/legal.ts': [
    'node:fs',
    'pino',
    '@modelcontextprotocol/sdk/types.js',
    '../servers/x.ts',
    '#core/log/log',
    '#shared/errors',
  ],
  'main/core/log/legal.test.ts': ['vitest', 'fast-check'],
  'main/cli/legal.ts': ['node:fs', '#core/log/log', '../core/x.ts', '#shared/errors'],
  'main/electron/legal.ts': [
    'electron',
    'node:path',
    'electron-store',
    '../core/x.ts',
    '#core/log/log',
    '#shared/errors',
  ],
  'preload/legal.ts': ['electron', 'electron/renderer', '#shared/ipc/contract'],
  'renderer/features/legal.tsx': ['react', 'react-dom/client', 'zustand', '../stores/x.ts', '#shared/status'],
  'e2e/core/legal.ts': ['playwright/test', 'dbus-next', 'node:fs', '#shared/status', './support/x.ts'],
  'bench/legal.ts': ['node:fs', '../main/core/x.ts', 'undici'],
}

const statements: readonly ((specifier: string, index: number) => string)[] = [
  specifier => `import '${specifier}'`,
  specifier => `export * from '${specifier}'`,
  (specifier, index) => `export const load${index} = () => import('${specifier}')`,
  (specifier, index) => `export type Planted${index} = typeof import('${specifier}')`,
]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'))
  cpSync(join(clone, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  cpSync(join(clone, 'scripts/lint'), join(folder, 'scripts/lint'), { recursive: true })
  symlinkSync(join(clone, 'node_modules'), join(folder, 'node_modules'), 'junction')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every row of the dependency rule is enforced, however the import is written', () => {
  const expected = Object.entries(violations).flatMap(([file, specifiers]) =>
    specifiers.map((specifier, index) => ({ file, line: index + 1, rule: 'house(imports)', specifier })),
  )
  for (const write of statements) {
    for (const [file, specifiers] of Object.entries(violations)) plant(file, specifiers.map(write))
    const seen = new Set(lint('house(imports)').map(({ file, line }) => `${file}:${line}`))
    expect(expected.filter(({ file, line }) => !seen.has(`${file}:${line}`))).toEqual([])
  }
  for (const file of Object.keys(violations)) rmSync(join(folder, file))
})

test('what the rule allows passes', () => {
  for (const [file, specifiers] of Object.entries(legal))
    plant(
      file,
      specifiers.map(specifier => `import '${specifier}'`),
    )
  expect(lint('house(imports)')).toEqual([])
  for (const file of Object.keys(legal)) rmSync(join(folder, file))
})

test('the house rules on code are enforced', () => {
  plant('main/electron/habits.ts', [
    `import { ipcMain } from 'electron'`,
    'export let count = 0',
    'export default function run() { console.log(ipcMain, ++count) }',
    'async function later() {}',
    'later()',
  ])
  const rules = lint().map(({ rule, line }) => `${line} ${rule}`)
  expect(rules).toEqual(
    expect.arrayContaining([
      '1 house(ipc)',
      '2 house(module-state)',
      '3 import(no-default-export)',
      '3 eslint(no-console)',
      '5 typescript(no-floating-promises)',
    ]),
  )
})

function plant(file: string, lines: readonly string[]): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), `${lines.join('\n')}\n`)
}

/** Lints the planted tree with the clone's own configuration, all findings or those of one rule. */
function lint(only?: string): { file: string; line: number; rule: string }[] {
  const run = spawnSync(process.execPath, [join(clone, 'node_modules/oxlint/bin/oxlint'), '--format', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  })
  const { diagnostics } = JSON.parse(run.stdout) as {
    diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[]
  }
  return diagnostics
    .map(({ code, filename, labels }) => ({
      file: filename.replaceAll('\\', '/'),
      line: labels[0]?.span.line ?? 0,
      rule: code,
    }))
    .filter(({ rule, file }) => !file.startsWith('scripts/lint') && (!only || rule === only))
}
