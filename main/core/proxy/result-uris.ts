import { isObject } from '#shared/json-rpc'

type ExposeUri = (original: string) => string

/** A tool's result whose resource links and embedded resources lead back to their server. Untouched when nothing changes. */
export function exposeToolResult(result: unknown, expose: ExposeUri): unknown {
  if (!isObject(result) || !Array.isArray(result.content)) return result
  const content = mapChanged(result.content, block => exposeBlock(block, expose))
  return content === result.content ? result : { ...result, content }
}

/** The same for the messages of a prompt. */
export function exposePromptResult(result: unknown, expose: ExposeUri): unknown {
  if (!isObject(result) || !Array.isArray(result.messages)) return result
  const messages = mapChanged(result.messages, message => {
    if (!isObject(message)) return message
    const content = Array.isArray(message.content)
      ? mapChanged(message.content, block => exposeBlock(block, expose))
      : exposeBlock(message.content, expose)
    return content === message.content ? message : { ...message, content }
  })
  return messages === result.messages ? result : { ...result, messages }
}

/** What was read: the URI asked for comes back as the client wrote it, others lead back to their server. */
export function exposeReadResult(result: unknown, expose: ExposeUri): unknown {
  if (!isObject(result) || !Array.isArray(result.contents)) return result
  const contents = mapChanged(result.contents, entry => exposeUriField(entry, expose))
  return contents === result.contents ? result : { ...result, contents }
}

function exposeBlock(block: unknown, expose: ExposeUri): unknown {
  if (!isObject(block)) return block
  if (block.type === 'resource_link') return exposeUriField(block, expose)
  if (block.type !== 'resource') return block
  const resource = exposeUriField(block.resource, expose)
  return resource === block.resource ? block : { ...block, resource }
}

function exposeUriField(value: unknown, expose: ExposeUri): unknown {
  if (!isObject(value) || typeof value.uri !== 'string') return value
  const uri = expose(value.uri)
  return uri === value.uri ? value : { ...value, uri }
}

function mapChanged(values: readonly unknown[], map: (value: unknown) => unknown): readonly unknown[] {
  let changed: unknown[] | null = null
  for (const [index, value] of values.entries()) {
    const mapped = map(value)
    if (mapped !== value) (changed ??= [...values])[index] = mapped
  }
  return changed ?? values
}
