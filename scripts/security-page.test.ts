import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'

const page = await readFile(new URL('../docs/security.md', import.meta.url), 'utf8')
const rows = page.split('\n').filter(line => line.startsWith('| **'))

test.each(rows.map(row => row.split('|')))(
  '%s %s: what proves the guard is there',
  (_start, _who, _what, _guard, proof = '') => {
    const files = [...proof.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
    expect(files).not.toEqual([])
    expect(files.filter(path => !isThere(path))).toEqual([])
  },
)

/** A path in the clone, of which the file name may be `*.something`. */
function isThere(path: string): boolean {
  const at = (relative: string) => new URL(`../${relative}`, import.meta.url)
  if (!path.includes('*')) return existsSync(at(path))
  const ending = basename(path).replace('*', '')
  return existsSync(at(dirname(path))) && readdirSync(at(dirname(path))).some(name => name.endsWith(ending))
}
