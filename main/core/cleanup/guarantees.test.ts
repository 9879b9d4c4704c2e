import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const page = await readFile(join(root, 'docs/guarantees.md'), 'utf8')
const promised = [...page.matchAll(/^\| (G\d+) \|/gm)].map(([, id]) => id as string)
const cited = await citedIn(['main', 'shared', 'e2e'])

test('promises have ids in order, each once', () => {
  expect(promised).toEqual(promised.map((_, index) => `G${index + 1}`))
  expect(promised.length).toBeGreaterThan(0)
})

test.each(promised)('the promise %s is cited by a test', id => {
  expect(cited).toContain(id)
})

test('no test cites a promise that is not made', () => {
  expect([...cited].filter(id => !promised.includes(id))).toEqual([])
})

/** Ids in brackets within the string literals of tests. */
async function citedIn(folders: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const folder of folders) {
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      if (!/\.(?:test|spec)\.tsx?$/.test(name)) continue
      const text = await readFile(join(root, folder, name), 'utf8')
      for (const [, id] of text.matchAll(/['"`][^'"`\n]*\[(G\d+)\]/g)) found.add(id as string)
    }
  }
  return found
}
