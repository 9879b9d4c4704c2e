import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')

/** One flat block of our YAML: `name:` and the lines indented by two. */
function block(text: string, name: string): Record<string, string> {
  const lines = new RegExp(`^${name}:\n((?:  \\S.*\n)*)`, 'm').exec(text)?.[1] ?? ''
  return Object.fromEntries([...lines.matchAll(/^ {2}(\w+): (.+)$/gm)].map(([, key = '', value = '']) => [key, value]))
}

test('released binaries have hardened fuses; only runAsNode stays on, for the command', () => {
  expect(block(read('electron-builder.yml'), 'electronFuses')).toEqual({
    runAsNode: 'true',
    enableCookieEncryption: 'true',
    enableNodeOptionsEnvironmentVariable: 'false',
    enableNodeCliInspectArguments: 'false',
    enableEmbeddedAsarIntegrityValidation: 'true',
    onlyLoadAppFromAsar: 'true',
    loadBrowserProcessSpecificV8Snapshot: 'false',
    grantFileProtocolExtraPrivileges: 'false',
  })
})

test('the compat package differs in one fuse, and alone names another Electron and libsql', () => {
  const [release, compat] = [read('electron-builder.yml'), read('electron-builder.compat.yml')]
  const traces = ['electronDist', 'electronVersion', 'libsql', 'CUSTOM_FPM'].filter(word => release.includes(word))
  expect({ fuses: block(compat, 'electronFuses'), traces }).toEqual({
    fuses: { enableNodeCliInspectArguments: 'true' },
    traces: [],
  })
})

test('the desktop entry, the autostart entry and the window agree on one name', () => {
  const { desktopName } = JSON.parse(read('package.json')) as { desktopName: string }
  const { executableName } = block(read('electron-builder.yml'), 'linux')
  expect(desktopName).toBe(`${executableName}.desktop`)
  expect(read('main/electron/autostart-entry.ts')).toContain(`'Icon=${executableName}'`)
})
