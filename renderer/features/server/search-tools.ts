import type { ToolView } from '#shared/ipc/contract'

/** Tools whose name, title or description hold every word; those with a word in the name come first. */
export function searchTools(tools: readonly ToolView[], text: string): readonly ToolView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return tools
  const named: ToolView[] = []
  const described: ToolView[] = []
  for (const tool of tools) {
    const name = `${tool.originalName} ${tool.title ?? ''}`.toLowerCase()
    const whole = `${name} ${tool.description ?? ''}`.toLowerCase()
    if (!words.every(word => whole.includes(word))) continue
    if (words.some(word => name.includes(word))) named.push(tool)
    else described.push(tool)
  }
  return [...named, ...described]
}
