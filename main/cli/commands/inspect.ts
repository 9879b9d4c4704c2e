import { parseCommandLine, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { printJson } from '../print.ts'

/** The Inspector may have to be downloaded first. */
const timeoutMs = 200_000

export const inspect: Command = {
  name: 'inspect',
  summary: 'Start the MCP Inspector for one server and print its address.',
  usage: ['inspect NAME'],
  options: [],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, {}, ['NAME'])
    const [name = ''] = positionals
    const { url } = await withOwner(io, values, client => client.call('server:inspect', { name }, { timeoutMs }))
    if (values.json) printJson(io, { url })
    else io.stdout.write(`${url}\n`)
    return exitCodes.ok
  },
}
