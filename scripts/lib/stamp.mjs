import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { root } from './paths.mjs'

/**
 * One hash over names and contents: equal exactly if nothing changed. What is missing counts as empty.
 * @param {readonly string[]} paths - files or folders, absolute
 * @param {(path: string) => boolean} [keep]
 */
export async function hashFiles(paths, keep = () => true) {
  const hash = createHash('sha256')
  for (const path of paths)
    for (const file of (await listFiles(path)).filter(keep).sort()) {
      const content = await readFile(file)
      hash.update(`${relative(root, file)}\0${content.length}\0`).update(content)
    }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {Promise<string[]>}
 */
export async function listFiles(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}
