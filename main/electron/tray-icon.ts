import type { TrayView, TrayState } from './tray-state.ts'

/** Pixels in rows from the top, four bytes each; the order of the colours does not matter here, alpha comes last. */
export interface Bitmap {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** What an icon is drawn from: the state's glyph, and the badge with the count above it. Names are files of `assets/tray`. */
export interface IconParts {
  readonly glyph: string
  readonly badge: string | null
}

/**
 * The parts of the icon at `size` pixels.
 *
 * @param template - macOS: black and alpha, no badge; the count stands beside the icon there
 */
export function iconParts({ state, attention }: TrayView, size: number, template: boolean): IconParts {
  if (template) return { glyph: glyphOf('template', state, size), badge: null }
  const badge = attention === 0 ? null : `badge-${attention > 9 ? 'more' : attention}-${size}.png`
  return { glyph: glyphOf('tray', state, size), badge }
}

/** `base` with `badge` laid over its upper right corner. */
export function drawBadge(base: Bitmap, badge: Bitmap): Bitmap {
  const data = Uint8Array.from(base.data)
  const left = base.width - badge.width
  for (let y = 0; y < Math.min(badge.height, base.height); y++) {
    for (let x = Math.max(0, -left); x < badge.width; x++) {
      blend(data, (y * base.width + left + x) * 4, badge.data, (y * badge.width + x) * 4)
    }
  }
  return { width: base.width, height: base.height, data }
}

/** Source over destination. Colours are premultiplied with alpha, as Electron's bitmaps are. */
function blend(under: Uint8Array, at: number, over: Uint8Array, from: number): void {
  const rest = 255 - (over[from + 3] ?? 0)
  for (let channel = 0; channel < 4; channel++) {
    under[at + channel] = (over[from + channel] ?? 0) + Math.round(((under[at + channel] ?? 0) * rest) / 255)
  }
}

function glyphOf(kind: 'tray' | 'template', state: TrayState, size: number): string {
  return `${kind}-${state}-${size}.png`
}
