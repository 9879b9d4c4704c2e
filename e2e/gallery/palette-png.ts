import { deflateSync } from 'node:zlib'
import { PNG } from 'pngjs'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const paletteSize = 256

/** A PNG with at most 256 colours: one of each kind, then the most frequent; the rest take the nearest. A third of the size. */
export function toPalette(image: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(image)
  const counts = new Map<number, number>()
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const palette = choosePalette([...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour))
  const indexes = new Map(palette.map((colour, index) => [colour, index]))
  const rows = Buffer.alloc(height * (width + 1)) // each row starts with its filter: none
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = data.readUIntBE(pixel * 4, 3)
    let index = indexes.get(colour)
    if (index === undefined) indexes.set(colour, (index = nearest(palette, colour)))
    rows[pixel + Math.floor(pixel / width) + 1] = index
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8) // eight bits, by palette
  const colours = Buffer.alloc(palette.length * 3)
  palette.forEach((colour, index) => colours.writeUIntBE(colour, index * 3, 3))
  const body = deflateSync(rows, { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', body), chunk('IEND')])
}

/** One colour of each kind first (four bits a channel), or the few pixels of an icon would lose their hue to the text. */
function choosePalette(byFrequency: readonly number[]): readonly number[] {
  const kinds = new Map<number, number>()
  for (const colour of byFrequency) {
    const kind = colour & 0xf0f0f0
    if (!kinds.has(kind)) kinds.set(kind, colour)
  }
  const frequent = byFrequency.slice(0, paletteSize / 4)
  return [...new Set([...frequent, ...kinds.values(), ...byFrequency])].slice(0, paletteSize)
}

function nearest(palette: readonly number[], colour: number): number {
  const part = (value: number, shift: number) => (value >> shift) & 0xff
  let [best, least] = [0, Infinity]
  palette.forEach((other, index) => {
    const distance = [16, 8, 0].reduce((sum, shift) => sum + (part(other, shift) - part(colour, shift)) ** 2, 0)
    if (distance < least) [best, least] = [index, distance]
  })
  return best
}

function chunk(type: string, body = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(body.length, 0)
  frame.writeUInt32BE(crc(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}
