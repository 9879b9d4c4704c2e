import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { formatTable } from './print.ts'

const commonOptions: readonly (readonly [string, string])[] = [
  ['--json', 'JSON on stdout, for programs'],
  ['--data-dir DIR', 'the data folder (default: MCPPROXY_HOME, else ~/.mcpproxy)'],
  ['-h, --help', 'show help'],
]

export function formatHelp(): string {
  const list = [...commands.map(({ name, summary }) => [`  ${name}`, summary]), ['  help', 'Show help for a command.']]
  return [
    'One endpoint for all your MCP servers.\n',
    'Usage: mcpproxy COMMAND [OPTION…]\n',
    formatTable(list),
    `Options:\n${formatTable([...commonOptions, ['--version', 'show the version']].map(indent))}`,
    'Exit codes: 0 done, 1 failed or problems found, 2 wrong command line, 3 port or data folder taken,\n4 MCPProxy does not run, 130 interrupted.\n',
  ].join('\n')
}

export function formatCommandHelp(command: Command): string {
  const usage = command.usage.map(line => `Usage: mcpproxy ${line}\n`).join('')
  return `${command.summary}\n\n${usage}\nOptions:\n${formatTable([...command.options, ...commonOptions].map(indent))}`
}

const indent = ([option = '', what = '']: readonly string[]) => [`  ${option}`, what]
