import { z } from 'zod'

export const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })
export type Rectangle = z.infer<typeof rectangle>

/** How the window stood when it was last seen. */
export const windowState = z.object({ bounds: rectangle, maximized: z.boolean() })
export type WindowState = z.infer<typeof windowState>

export const minimumSize = { width: 640, height: 480 } as const
const usualSize = { width: 1_280, height: 800 } as const
/** So much of the window must lie on a screen that its title bar can be dragged. */
const reachable = { width: 120, height: 40 } as const

/**
 * Where to open the window: as it was, unless the screen it was on is gone or has shrunk.
 *
 * @param workAreas - of the displays, the primary one first
 */
export function placeWindow(
  last: WindowState | null,
  workAreas: readonly Rectangle[],
): { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number } {
  const home = workAreas.find(area => last !== null && isReachable(last.bounds, area))
  const area = home ?? workAreas[0]
  const wanted = last?.bounds ?? usualSize
  const size = {
    width: clamp(wanted.width, minimumSize.width, area?.width ?? wanted.width),
    height: clamp(wanted.height, minimumSize.height, area?.height ?? wanted.height),
  }
  return home === undefined || last === null ? size : { ...size, x: last.bounds.x, y: last.bounds.y }
}

function isReachable(bounds: Rectangle, area: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const isTitleVisible = bounds.y >= area.y && bounds.y + reachable.height <= area.y + area.height
  return across >= reachable.width && isTitleVisible
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high))
}
