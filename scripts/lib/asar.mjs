import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Packs the files of one flat folder into an asar archive: a pickled JSON header, then the contents.
 * @param {string} folder
 * @param {string} archive
 */
export async function packAsar(folder, archive) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const files = {}
  const contents = []
  let offset = 0
  for (const name of (await readdir(folder)).sort()) {
    const content = await readFile(join(folder, name))
    files[name] = { size: content.length, offset: String(offset) }
    contents.push(content)
    offset += content.length
  }
  const json = Buffer.from(JSON.stringify({ files }))
  const padded = Math.ceil(json.length / 4) * 4
  const header = Buffer.alloc(16 + padded) // four lengths, as Chromium's Pickle nests them
  header.writeUInt32LE(4, 0)
  header.writeUInt32LE(8 + padded, 4)
  header.writeUInt32LE(4 + padded, 8)
  header.writeUInt32LE(json.length, 12)
  json.copy(header, 16)
  await writeFile(archive, Buffer.concat([header, ...contents]))
}
