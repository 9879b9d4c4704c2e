import { parseCommandLine, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { colouring, formatTable, oneLine, printJson } from '../print.ts'

/** Room for a tool's description, in characters. */
const descriptionLength = 80

export const tools: Command = {
  name: 'tools',
  summary: 'List the tools that clients see.',
  usage: ['tools [--server NAME]'],
  options: [['--server NAME', 'only those of one server']],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, { server: { type: 'string' } })
    const input = values.server === undefined ? {} : { server: values.server }
    const list = await withOwner(io, values, client => client.call('tools:list', input))
    if (values.json) printJson(io, list)
    else if (list.length === 0) io.stdout.write('No tools: no server that offers any is ready.\n')
    else {
      const colour = colouring(io)
      const heading = ['NAME', 'SERVER', 'DESCRIPTION'].map(title => colour('bold', title))
      const rows = list.map(tool => [
        oneLine(tool.name),
        oneLine(tool.server),
        shorten(oneLine(tool.description ?? tool.title ?? '')),
      ])
      io.stdout.write(formatTable([heading, ...rows]))
    }
    return exitCodes.ok
  },
}

const shorten = (text: string) => (text.length <= descriptionLength ? text : `${text.slice(0, descriptionLength - 1)}…`)
