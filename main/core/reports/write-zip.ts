import { crc32 } from './crc32.ts'

export interface ZipEntry {
  /** With forward slashes, relative. */
  readonly name: string
  readonly content: Uint8Array | string
}

/** 1980-01-01, the format's first day: bundles of the same content are the same bytes. */
const dosDate = 0x21
/** Names are UTF-8 (general purpose bit 11). */
const flags = 0x0800
const version = 20

/** A zip archive without compression (PKWARE APPNOTE 4.3). Pure; for less than 4 GiB and 65,535 entries. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const path = Buffer.from(name)
    const data = Buffer.from(content as Uint8Array) // either kind is taken
    const sum = crc32(data)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    writeCommon(local, 4, sum, data.length, path.length)
    parts.push(local, path, data)

    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(version, 4)
    writeCommon(central, 6, sum, data.length, path.length)
    central.writeUInt32LE(offset, 42)
    directory.push(central, path)
    offset += local.length + path.length + data.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

/** The fields that the local and the central header have in the same order. */
function writeCommon(header: Buffer, at: number, sum: number, size: number, nameLength: number): void {
  header.writeUInt16LE(version, at)
  header.writeUInt16LE(flags, at + 2)
  header.writeUInt16LE(dosDate, at + 8)
  header.writeUInt32LE(sum, at + 10)
  header.writeUInt32LE(size, at + 14)
  header.writeUInt32LE(size, at + 18)
  header.writeUInt16LE(nameLength, at + 22)
}
