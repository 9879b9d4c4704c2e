import { silentLog, type Logs } from '../log/log.ts'
import { compileRedact } from '../log/redact.ts'

/** Logs that write nothing and still know what must be hidden: for work beside, or without, the owner of the data folder. */
export function createMemoryLogs(): Logs {
  const secrets = new Map<string, readonly string[]>()
  let redact: ((text: string) => string) | null = null
  return {
    main: silentLog,
    server: () => ({ ...silentLog, output() {} }),
    tail: () => [],
    onLine: () => ({ [Symbol.dispose]() {} }),
    addSecrets(key, values) {
      secrets.set(key, values)
      redact = null
    },
    redact: text => (redact ??= compileRedact([...secrets.values()].flat()))(text),
    async [Symbol.asyncDispose]() {},
  }
}
