import type { AppView, ServerView } from '#shared/ipc/contract'
import { parseCommandLine, type Command } from '../command.ts'
import { countOf, describeServer, statusMarks } from '../describe-server.ts'
import { exitCodes } from '../exit-codes.ts'
import type { CliIo } from '../io.ts'
import { withOwner } from '../owner.ts'
import { colouring, formatTable, oneLine, printJson } from '../print.ts'

export const status: Command = {
  name: 'status',
  summary: 'Show the endpoint and every server.',
  usage: ['status'],
  options: [],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, {})
    const snapshot = await withOwner(io, values, client => client.call('app:snapshot', undefined))
    if (values.json) printJson(io, snapshot)
    else io.stdout.write(formatApp(snapshot.app) + formatServers(snapshot.servers, io))
    return exitCodes.ok
  },
}

function formatApp(app: AppView): string {
  const lines = [formatEndpoint(app.endpoint)]
  if (app.paused) lines.push('Paused: no server runs until "mcpproxy resume".')
  if (app.phase === 'stopping') lines.push(`Stopping: ${countOf(app.stopping.length, 'server')} still going away.`)
  if (app.phase === 'connecting') lines.push(`Connecting: ${app.startup.done} of ${app.startup.total} have an outcome.`)
  for (const alert of app.alerts) lines.push(`! ${oneLine(alert.message)}`)
  return `${lines.join('\n')}\n`
}

export function formatEndpoint(endpoint: AppView['endpoint']): string {
  switch (endpoint.state) {
    case 'listening':
      return `Endpoint ${endpoint.url}`
    case 'taken':
      return `Endpoint ${endpoint.url} is taken by ${endpoint.owner ?? 'another program'}`
    default:
      return `Endpoint ${endpoint.url} (${endpoint.state})`
  }
}

export function formatServers(servers: readonly ServerView[], io: CliIo): string {
  if (servers.length === 0) return 'No servers are configured yet; "mcpproxy config example" shows how.\n'
  const colour = colouring(io)
  const heading = ['NAME', 'STATUS', 'TRANSPORT', 'DETAILS'].map(title => colour('bold', title))
  const rows = servers.map(server => {
    const [sign, word, tint] = statusMarks[server.status]
    return [oneLine(server.name), colour(tint, `${sign} ${word}`), server.transport, describeServer(server, io.now())]
  })
  return `\n${formatTable([heading, ...rows])}`
}
