import { parseCommandLine, type Command } from '../command.ts'
import { describeServer, statusMarks } from '../describe-server.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { oneLine, printError, printJson } from '../print.ts'

const changeServer = (verb: 'enable' | 'disable' | 'restart', summary: string): Command => ({
  name: verb,
  summary,
  usage: [`${verb} NAME`],
  options: [],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, {}, ['NAME'])
    const [name = ''] = positionals
    const server = await withOwner(io, values, client => client.call(`server:${verb}`, { name }))
    const details = describeServer(server, io.now())
    if (verb === 'restart' && server.desired === 'disabled') {
      if (values.json) printJson(io, server)
      printError(io, `"${name}" is disabled and stays off; "mcpproxy enable" starts it`)
      return exitCodes.failed
    }
    if (values.json) printJson(io, server)
    else io.stdout.write(`${oneLine(name)}: ${statusMarks[server.status][1]}${details === '' ? '' : ` (${details})`}\n`)
    return exitCodes.ok
  },
})

export const enable = changeServer('enable', 'Start a server, now and at every start; ends an auto-disable.')
export const disable = changeServer('disable', 'Stop a server and keep it off.')
export const restart = changeServer('restart', 'Stop a server, verified, and start it again.')
