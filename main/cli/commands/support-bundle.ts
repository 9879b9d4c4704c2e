import { resolve } from 'node:path'
import { writeFileAtomic } from '#core/data-folder/write-file-atomic'
import { checksOfMachine } from '#core/diagnosis/probes/checks-of-machine'
import { secretValuesOf } from '#core/log/secret-values'
import { collectSupportBundle } from '#core/reports/support-bundle'
import { writeZip } from '#core/reports/write-zip'
import { parseCommandLine, type Command } from '../command.ts'
import type { Bystander } from '#core/app/without-owner'
import { exitCodes } from '../exit-codes.ts'
import type { CliIo } from '../io.ts'
import { withOwner } from '../owner.ts'
import { printJson } from '../print.ts'

export const supportBundle: Command = {
  name: 'support-bundle',
  summary: 'Write an archive for whoever helps you: configuration, logs and reports, with secrets hidden.',
  usage: ['support-bundle [--output FILE]'],
  options: [['--output FILE', 'where to write it (default: mcpproxy-support-<time>.zip in this folder)']],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, { output: { type: 'string' } })
    const { openWithoutOwner } = await import('#core/app/without-owner')
    const dataFolder = io.host.dataFolder(values['data-dir'])
    await using bystander = await openWithoutOwner({ dataFolder, version: io.version })
    const { config, problem, environment, probes, folder, logs, state, reports, ownerPid } = bystander
    for (const server of config.servers) logs.addSecrets(server.name, secretValuesOf(server))
    if (ownerPid !== null) await copyHistory(bystander, io, values)
    const facts = { config, problem, environment, dataFolder, ownerPid, configPath: folder.configFile }
    const checks = await checksOfMachine(facts, probes)
    const at = io.now()
    const entries = await collectSupportBundle({
      ...{ folder, config, state, reports, checks, at, version: io.version },
      redact: logs.redact,
    })
    const time = new Date(at).toISOString().slice(0, 19).replace(/[:T]/g, '-')
    const file = resolve(values.output ?? `mcpproxy-support-${time}.zip`)
    await writeFileAtomic(file, writeZip(entries))
    const names = entries.map(({ name }) => name)
    if (values.json) printJson(io, { file, entries: names })
    else io.stdout.write(`${file}\nIt holds ${names.length} files; look through them before you send it.\n`)
    return exitCodes.ok
  },
}

/** The owner knows what happened; its database is its own. */
async function copyHistory(
  { config, state }: Bystander,
  io: CliIo,
  values: { readonly 'data-dir'?: string | undefined },
): Promise<void> {
  await withOwner(io, values, async client => {
    for (const { name } of config.servers) {
      for (const attempt of await client.call('server:attempts', { name, limit: 20 })) state.recordAttempt(attempt)
      for (const record of await client.call('server:cleanups', { name, limit: 20 })) state.recordCleanup(record)
    }
  })
}
