// What `electron <folder>` runs inside the compat runtime, whose own default application was not in the archive.
// The entry is awaited here, at the top level: schemes must be registered before `ready`, and `ready` waits for us.
import { readFileSync, statSync } from 'node:fs'
import { Module } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const { preloads, target, wantsVersion } = readArguments(process.argv.slice(1))
if (wantsVersion) {
  console.log(`v${process.versions.electron}`)
  process.exit(0)
}
if (!target) {
  console.error('usage: electron <application folder or file>')
  process.exit(1)
}
Module._preloadModules(preloads) // Playwright attaches through `-r`
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
const entry = prepare(target)
try {
  await import(pathToFileURL(entry).href)
} catch (error) {
  // Electron would open a window with the error and wait for a click, which a test takes for a hang.
  console.error('The application threw while loading:', error)
  process.exit(1)
}

function readArguments(args) {
  const preloads = []
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]
    if (argument === '-r' || argument === '--require') preloads.push(resolve(args[++at]))
    else if (argument === '-v' || argument === '--version') return { preloads, wantsVersion: true }
    else if (!argument.startsWith('-')) return { preloads, target: resolve(argument) }
  }
  return { preloads }
}

/** Names the application as its package.json says and returns the file to load. */
function prepare(path) {
  if (!statSync(path).isDirectory()) return path
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  app.setName(manifest.productName ?? manifest.name)
  if (manifest.version) app.setVersion(manifest.version)
  app.setDesktopName(manifest.desktopName ?? `${app.getName()}.desktop`)
  app.setAppPath(path)
  return join(path, manifest.main ?? 'index.js')
}
