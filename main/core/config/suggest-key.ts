/** Keys that other programs use for the same thing. */
const hints: { readonly [key: string]: string } = { servers: 'mcpServers' }

/** The known key that an unknown one is probably a slip of, or null. `known` decides: a key in it is no slip. */
export function suggestKey(key: string, known: readonly string[]): string | null {
  if (known.includes(key) || key.length > 64) return null
  const hint = hints[key]
  if (hint !== undefined && known.includes(hint)) return hint
  const allowed = key.length <= 4 ? 1 : 2
  const scored = known.map(candidate => ({ candidate, distance: slipBetween(bare(key), bare(candidate)) }))
  const best = scored.sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= allowed ? best.candidate : null
}

/** `autoDisable`, `auto-disable` and `AUTO_DISABLE` are all slips of `auto_disable`. */
const bare = (key: string): string => key.toLowerCase().replace(/[_-]/g, '')

/** Letters in the wrong order are one slip, wherever they are. */
function slipBetween(from: string, to: string): number {
  const sameLetters = [...from].sort().join('') === [...to].sort().join('')
  return sameLetters ? Math.min(1, distanceBetween(from, to)) : distanceBetween(from, to)
}

/** Levenshtein's distance, one row at a time. */
function distanceBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (let column = 1; column <= to.length; column += 1) {
      const substituted = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1)
      next.push(Math.min(substituted, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
