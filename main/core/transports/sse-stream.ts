import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'

export interface SseEvent {
  /** `message` unless the server named another. */
  readonly event: string
  readonly data: string
}

export interface SseListeners {
  onEvent(event: SseEvent): void
  /** The id to resume from; events without data (priming) carry one too. */
  onId(id: string): void
  /** The server's wish how long to wait before coming back. */
  onRetry?(durationMs: number): void
}

/**
 * Reads server-sent events until the stream ends.
 * @returns null at an orderly end, otherwise what cut it
 */
export async function readSse(body: Readable, maxEventChars: number, listeners: SseListeners): Promise<Error | null> {
  const decoder = new StringDecoder('utf8')
  let tooLong = false
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent: ({ id, event, data }) => {
      if (id !== undefined) listeners.onId(id)
      if (data !== '') listeners.onEvent({ event: event ?? 'message', data })
    },
    onRetry: durationMs => listeners.onRetry?.(durationMs),
    onError: error => {
      if (error.type === 'max-buffer-size-exceeded') tooLong = true
    },
  })
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      parser.feed(decoder.write(chunk))
      if (tooLong) return new RangeError(`The server sent an event longer than ${maxEventChars} characters.`)
    }
    return null
  } catch (error) {
    return error as Error
  } finally {
    body.destroy()
  }
}
