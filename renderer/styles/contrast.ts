/** The colours of a stylesheet of tokens, `light-dark(a, b)` taken apart; translucent ones are left out. */
export function readColours(css: string): Map<string, { readonly light: string; readonly dark: string }> {
  const colours = new Map<string, { light: string; dark: string }>()
  const declaration = /--color-([a-z-]+):\s*light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)/gi
  for (const [, name, light, dark] of css.matchAll(declaration)) {
    if (name && light && dark) colours.set(name, { light, dark })
  }
  return colours
}

/** WCAG 2 contrast ratio of two opaque colours such as `#1b1c20`, from 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const channel = (from: number) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
