import { chmod, mkdir, open, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

// Reads just what the one archive we fetch needs: no encryption, no zip64. A library would have to be there before
// the dependencies are, and the archive's 25,000 files we do not want would have to be unpacked and deleted.
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const endSize = 22 // bytes of the end record without its comment
const maxCommentSize = 0xffff

/**
 * Unpacks the entries that `place` gives a path; links, modes and folders included.
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => string | null} place - path inside `folder`, or null to leave the entry out
 */
export async function unzip(archive, folder, place) {
  const file = await open(archive)
  try {
    for (const entry of await readDirectory(file)) {
      const path = entry.name.endsWith('/') ? null : place(entry.name)
      if (path === null) continue
      const target = join(folder, path)
      if (!target.startsWith(folder + sep)) throw new Error(`The archive's entry ${entry.name} leads out of the folder`)
      await mkdir(dirname(target), { recursive: true })
      const content = await readEntry(file, entry)
      if ((entry.mode & 0o170000) === 0o120000) await symlink(content.toString(), target)
      else {
        await writeFile(target, content)
        await chmod(target, entry.mode & 0o777 || 0o644)
      }
    }
  } finally {
    await file.close()
  }
}

/** @typedef {{ name: string, method: number, size: number, offset: number, mode: number }} Entry */

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @returns {Promise<Entry[]>}
 */
async function readDirectory(file) {
  const { size } = await file.stat()
  const tail = await readBytes(
    file,
    Math.max(0, size - endSize - maxCommentSize),
    Math.min(size, endSize + maxCommentSize),
  )
  let end = tail.length - endSize
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--
  if (end < 0) throw new Error('This is no zip archive')
  const directory = await readBytes(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  const entries = []
  for (let at = 0; at < directory.length;) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error("The archive's directory is damaged")
    const nameSize = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameSize),
      method: directory.readUInt16LE(at + 10),
      size: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
      mode: directory.readUInt32LE(at + 38) >>> 16,
    })
    at += 46 + nameSize + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {Entry} entry
 */
async function readEntry(file, { name, method, size, offset }) {
  const header = await readBytes(file, offset, 30) // its name and extra field may differ in length from the directory's
  const content = await readBytes(file, offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), size)
  if (method === 0) return content
  if (method === 8) return promisify(inflateRaw)(content)
  throw new Error(`The archive's entry ${name} is packed with unknown method ${method}`)
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position
 * @param {number} length
 */
async function readBytes(file, position, length) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw new Error('The archive is cut off')
  return buffer
}
