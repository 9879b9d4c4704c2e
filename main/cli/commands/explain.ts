import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { explain as explainText, explainLine } from '#core/diagnosis/explain'
import { parseCommandLine, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { CliIo } from '../io.ts'
import { colouring, oneLine, printJson } from '../print.ts'

/** Far more than any error; the rest is not read. */
const maxTextLength = 1_000_000

export const explain: Command = {
  name: 'explain',
  summary: 'Explain a pasted MCP error: what it means and what to do.',
  usage: ['explain [FILE|-]', 'explain --jsonl [FILE|-]'],
  options: [['--jsonl', 'explain one JSON object a line: id, command, args, transport, text, exit_code']],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, { jsonl: { type: 'boolean', default: false } }, ['FILE?'])
    const input = openInput(positionals[0] ?? '-', io)
    return values.jsonl ? explainLines(input, io) : explainOne(input, values.json, io)
  },
}

function openInput(file: string, io: CliIo): Readable {
  if (file !== '-') return createReadStream(file)
  if (io.stdin === undefined) throw new UsageError('there is no input: name a FILE')
  return Readable.from(io.stdin)
}

async function explainOne(input: Readable, json: boolean, io: CliIo): Promise<number> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of input as AsyncIterable<string | Uint8Array>) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (text.length > maxTextLength) break
  }
  if (text.trim() === '') throw new UsageError('there is nothing to explain: the input is empty')
  const { category, confidence, object, summary, recommendations, evidenceLine } = explainText({ text })
  if (json) {
    printJson(io, { category, confidence, object, summary, recommendations, evidenceLine })
    return exitCodes.ok
  }
  const colour = colouring(io)
  const sure = confidence >= 0.5 ? '' : ' (not sure)'
  io.stdout.write(`${colour('bold', oneLine(summary))}\n`)
  io.stdout.write(`${colour('grey', `${category}${sure}`)}\n`)
  if (evidenceLine !== null) io.stdout.write(`${colour('grey', `> ${oneLine(evidenceLine)}`)}\n`)
  recommendations.forEach((advice, index) => io.stdout.write(`${index + 1}. ${oneLine(advice)}\n`))
  return exitCodes.ok
}

async function explainLines(input: Readable, io: CliIo): Promise<number> {
  let code: number = exitCodes.ok
  let number = 0
  let waiting = ''
  // A stream that fails must reach the caller; readline alone would end quietly.
  const failed = new Promise<never>((_resolve, reject) => input.once('error', reject))
  failed.catch(() => {})
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([lines.next(), failed])
    if (next.done === true) break
    number += 1
    if (next.value.trim() === '') continue
    const explained = explainLine(next.value, number)
    if ('error' in explained) code = exitCodes.failed
    waiting += `${JSON.stringify(explained)}\n`
    if (waiting.length < 65_536) continue
    io.stdout.write(waiting)
    waiting = ''
  }
  if (input.errored !== null) throw input.errored
  if (waiting !== '') io.stdout.write(waiting)
  return code
}
