#!/usr/bin/env node
// Stands in for `fpm -s dir -t deb` where it cannot be downloaded: takes the arguments that electron-builder gives,
// and packs with dpkg-deb. Only for the compat package; release machines use fpm itself.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const flags = ['--force', '--debug']
const repeated = ['-d', '--depends', '--deb-recommends']
const single = [
  ...['-s', '-t', '--architecture', '--after-install', '--after-remove', '--description', '--version', '--package'],
  ...['--name', '--maintainer', '--vendor', '--url', '--category', '--deb-priority', '--license', '--deb-compression'],
  ...['--log', '--iteration'],
]
const compressions = { gz: 'gzip', zst: 'zstd' }

const { options, depends, recommends, mappings } = readArguments(process.argv.slice(2))
if (options['-t'] !== 'deb') fail(`only deb is supported, not ${options['-t']}`)
const folder = mkdtempSync(join(tmpdir(), 'deb-'))
try {
  for (const { from, to } of mappings) place(from, join(folder, to))
  execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', folder])
  writeControl()
  const compression = options['--deb-compression'] ?? 'xz'
  const method = compressions[/** @type {'gz' | 'zst'} */ (compression)] ?? compression
  const args = ['--root-owner-group', `-Z${method}`, '-z1', '--build', folder, options['--package'] ?? '']
  execFileSync('dpkg-deb', args, { stdio: 'inherit' })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** @param {readonly string[]} argv */
function readArguments(argv) {
  /** @type {Record<string, string>} */
  const options = {}
  /** @type {string[]} */
  const depends = []
  /** @type {string[]} */
  const recommends = []
  /** @type {{ from: string, to: string }[]} */
  const mappings = []
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? ''
    const equals = argument.startsWith('--') ? argument.indexOf('=') : -1
    const name = equals > 0 ? argument.slice(0, equals) : argument
    const value = () => (equals > 0 ? argument.slice(equals + 1) : (argv[++index] ?? ''))
    if (flags.includes(name)) continue
    if (repeated.includes(name)) (name === '--deb-recommends' ? recommends : depends).push(value())
    else if (single.includes(name)) options[name] = value()
    else if (name.startsWith('-')) fail(`unknown option ${name}`)
    else {
      const split = argument.lastIndexOf('=')
      mappings.push({ from: argument.slice(0, split), to: argument.slice(split + 1) })
    }
  }
  return { options, depends, recommends, mappings }
}

/**
 * fpm's `from=to`: a folder with a final slash gives its content.
 * @param {string} from
 * @param {string} to
 */
function place(from, to) {
  mkdirSync(from.endsWith('/') ? to : dirname(to), { recursive: true })
  cpSync(from, to, { recursive: true, verbatimSymlinks: true })
}

function writeControl() {
  const control = join(folder, 'DEBIAN')
  mkdirSync(control)
  const kilobytes = execFileSync('du', ['-sk', folder]).toString().split('\t')[0]
  const iteration = options['--iteration']
  const fields = {
    Package: options['--name'],
    Version: options['--version'] + (iteration ? `-${iteration}` : ''),
    License: options['--license'],
    Vendor: options['--vendor'],
    Architecture: options['--architecture'],
    Maintainer: options['--maintainer'],
    'Installed-Size': kilobytes,
    Depends: depends.join(', '),
    Recommends: recommends.join(', '),
    Section: options['--category'],
    Priority: options['--deb-priority'] ?? 'optional',
    Homepage: options['--url'],
    // A description goes on in lines that begin with a space; an empty one is a dot.
    Description: (options['--description'] ?? '').trim().replaceAll(/\n[ \t]*(.*)/g, (_, line) => `\n ${line || '.'}`),
  }
  const lines = Object.entries(fields).flatMap(([name, value]) => (value ? [`${name}: ${value}\n`] : []))
  writeFileSync(join(control, 'control'), lines.join(''))
  for (const [option, script] of [
    ['--after-install', 'postinst'],
    ['--after-remove', 'postrm'],
  ]) {
    const source = options[option ?? '']
    if (!source) continue
    copyFileSync(source, join(control, script ?? ''))
    chmodSync(join(control, script ?? ''), 0o755)
  }
}

/** @param {string} why */
function fail(why) {
  process.stderr.write(`fpm stand-in: ${why}\n`)
  process.exit(2)
}
