/** Where a key leads from row `index` of `count`, with `page` rows on show; null for a key that does not move. */
export function rowAfterKey(key: string, index: number, count: number, page: number): number | null {
  const clamp = (row: number) => Math.max(0, Math.min(count - 1, row))
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return clamp(index + 1)
    case 'ArrowUp':
    case 'k':
      return clamp(index - 1)
    case 'Home':
      return 0
    case 'End':
      return clamp(count - 1)
    case 'PageDown':
      return clamp(index + Math.max(1, page - 1))
    case 'PageUp':
      return clamp(index - Math.max(1, page - 1))
    default:
      return null
  }
}
