import { reportMarkdown } from '#core/reports/report-markdown'
import { parseCommandLine, UsageError, type Command } from '../command.ts'
import { formatDuration } from '../describe-server.ts'
import { exitCodes } from '../exit-codes.ts'
import { colouring, formatTable, oneLine, printable, printJson } from '../print.ts'

export const reports: Command = {
  name: 'reports',
  summary: 'List, show or delete failure reports.',
  usage: ['reports list [--server NAME]', 'reports show ID', 'reports prune [--days N]'],
  options: [
    ['--server NAME', 'only those about this server'],
    ['--days N', 'delete what is older than so many days (default: diagnostics.keep_reports_days)'],
  ],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, { server: { type: 'string' }, days: { type: 'string' } }, [
      'list, show or prune',
      'ID?',
    ])
    const [action = '', id] = positionals
    const { openWithoutOwner } = await import('#core/app/without-owner')
    const dataFolder = io.host.dataFolder(values['data-dir'])
    await using bystander = await openWithoutOwner({ dataFolder, version: io.version })
    const { reports: files, config } = bystander
    switch (action) {
      case 'list': {
        const entries = await files.list(values.server)
        if (values.json) printJson(io, entries)
        else if (entries.length === 0) io.stdout.write(`There are no reports in ${files.folder}.\n`)
        else {
          const heading = ['ID', 'SERVER', 'MADE', 'CAUSE'].map(title => colouring(io)('bold', title))
          const rows = entries.map(({ id: name, server, at, category }) => {
            return [name, oneLine(server), `${formatDuration(io.now() - at)} ago`, category ?? '']
          })
          io.stdout.write(formatTable([heading, ...rows]))
        }
        return exitCodes.ok
      }
      case 'show': {
        if (id === undefined) throw new UsageError('ID is missing; "mcpproxy reports list" shows them')
        const { report } = await files.get(id)
        if (values.json) printJson(io, report)
        else io.stdout.write(printable(reportMarkdown(report)))
        return exitCodes.ok
      }
      case 'prune': {
        const days = values.days === undefined ? config.settings.diagnostics.keep_reports_days : Number(values.days)
        if (!Number.isInteger(days) || days < 0)
          throw new UsageError(`--days must be a whole number, not "${values.days}"`)
        const count = await files.prune(days, io.now())
        if (values.json) printJson(io, { deleted: count })
        else io.stdout.write(`${count} deleted.\n`)
        return exitCodes.ok
      }
      default:
        throw new UsageError(`"reports ${action}" is unknown: use list, show or prune`)
    }
  },
}
