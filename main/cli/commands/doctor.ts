import { checksOfMachine } from '#core/diagnosis/probes/checks-of-machine'
import { parseCommandLine, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { formatChecks } from '../format-diagnosis.ts'
import { printJson } from '../print.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check the machine: Node, uv, Docker, PATH, port, disk and configuration.',
  usage: ['doctor'],
  options: [],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, {})
    const { openWithoutOwner } = await import('#core/app/without-owner')
    const dataFolder = io.host.dataFolder(values['data-dir'])
    await using bystander = await openWithoutOwner({ dataFolder, version: io.version })
    const { config, problem, environment, probes, folder, ownerPid } = bystander
    const facts = { config, problem, environment, dataFolder, ownerPid, configPath: folder.configFile }
    const checks = await checksOfMachine(facts, probes)
    if (values.json) printJson(io, checks)
    else io.stdout.write(`${formatChecks(checks, io, true).join('\n')}\n`)
    return checks.some(({ ok }) => ok === false) ? exitCodes.failed : exitCodes.ok
  },
}
