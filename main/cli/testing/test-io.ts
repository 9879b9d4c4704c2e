import { Emitter } from '#shared/emitter'
import type { CliIo, Host } from '../io.ts'

export interface TestIo extends CliIo {
  readonly signals: Emitter<string>
  readonly out: () => string
  readonly err: () => string
  /** Resolves once stdout holds `text`. */
  readonly outHas: (text: string) => Promise<void>
  readonly forced: number[]
}

/** An io that remembers what was written; for tests. */
export function createTestIo(host: Partial<Host>, options: { isTTY?: boolean; env?: CliIo['env'] } = {}): TestIo {
  let out = ''
  let err = ''
  const written = new Emitter<void>()
  const signals = new Emitter<string>()
  const forced: number[] = []
  const refuse = () => {
    throw new Error('not expected in this test')
  }
  const isTTY = options.isTTY ?? false
  const sink = (take: (text: string) => void) => ({
    isTTY,
    write(text: string) {
      take(text)
      written.emit()
    },
  })
  return {
    stdout: sink(text => (out += text)),
    stderr: sink(text => (err += text)),
    env: options.env ?? {},
    version: '1.2.3',
    now: () => 1_000_000_000,
    onSignal: signals.on,
    forceExit: code => void forced.push(code),
    host: { dataFolder: refuse, configFile: refuse, controlSocket: refuse, createCore: refuse, ...host },
    signals,
    forced,
    out: () => out,
    err: () => err,
    async outHas(text) {
      if (out.includes(text)) return
      await new Promise<void>(resolve => {
        const subscription = written.on(() => {
          if (!out.includes(text)) return
          subscription[Symbol.dispose]()
          resolve()
        })
      })
    },
  }
}
