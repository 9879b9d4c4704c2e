import { readFileSync } from 'node:fs'
import { Emitter } from '#shared/emitter'
import { exitCodes } from './exit-codes.ts'
import { createHost } from './host.ts'
import type { TextSink } from './io.ts'
import { runCli } from './run-cli.ts'

/** The file lies as deep when bundled: out/main/cli.js. */
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

const signals = new Emitter<string>()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (signals.listenerCount > 0) signals.emit(signal)
    else process.exit(exitCodes.interrupted)
  })
}

const sinkOf = (stream: NodeJS.WriteStream): TextSink => {
  // A reader that has seen enough, such as `head`, is no error.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    if (signals.listenerCount > 0) signals.emit('SIGPIPE')
    else process.exit(exitCodes.ok)
  })
  return { write: text => void stream.write(text), isTTY: stream.isTTY === true }
}

const code = await runCli(process.argv.slice(2), {
  stdout: sinkOf(process.stdout),
  stderr: sinkOf(process.stderr),
  stdin: process.stdin,
  env: process.env,
  version: manifest.version,
  now: Date.now,
  onSignal: signals.on,
  forceExit: forced => process.exit(forced),
  host: createHost(process.env),
})
// What was written to a pipe is still on its way.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
