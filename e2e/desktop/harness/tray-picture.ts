import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'

const states = ['idle', 'busy', 'ok', 'attention', 'error', 'paused'] as const
const badges = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'more'] as const
/** Colours pass through premultiplied pixels, which rounds them. */
const tolerance = 4

export interface TrayPicture {
  /** `undefined`: no glyph of ours. */
  readonly state: (typeof states)[number] | undefined
  readonly badge: (typeof badges)[number] | null
}

/** What a person reads from the icon: the glyph below the badge's corner, and the count in that corner. */
export function readTrayPicture(icon: PNG): TrayPicture {
  return {
    state: states.find(state => differs(icon, picture(`tray-${state}`), { fromRow: 0.6 }) < tolerance),
    badge: badges.find(badge => differs(icon, picture(`badge-${badge}`), {}) < tolerance) ?? null,
  }
}

const picture = (name: string) =>
  PNG.sync.read(readFileSync(join(import.meta.dirname, `../../../assets/tray/${name}-44.png`)))

/** The largest difference of a colour where `part`, laid into the upper right corner of `whole`, covers it fully. */
function differs(whole: PNG, part: PNG, { fromRow = 0 }: { readonly fromRow?: number }): number {
  const left = whole.width - part.width
  if (left < 0 || part.height > whole.height) return 255
  let largest = 0
  for (let y = Math.ceil(part.height * fromRow); y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      const [at, from] = [(y * whole.width + left + x) * 4, (y * part.width + x) * 4]
      if ((part.data[from + 3] ?? 0) < 255) continue // edges are mixed with what lies behind
      for (let channel = 0; channel < 4; channel++) {
        largest = Math.max(largest, Math.abs((whole.data[at + channel] ?? 0) - (part.data[from + channel] ?? 0)))
      }
    }
  }
  return largest
}
