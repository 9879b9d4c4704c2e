import { isAppError } from '#shared/errors'
import type { DiagnosisView } from '#shared/ipc/contract'
import { parseCommandLine, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { formatDiagnosis } from '../format-diagnosis.ts'
import type { CliIo } from '../io.ts'
import { withOwner } from '../owner.ts'
import { printJson } from '../print.ts'

/** A trial may download a package first. */
const timeoutMs = 400_000
/** Trials at the same time: more would make each other slow. */
const atOnce = 4

/** Who looks: the running MCPProxy, or this program alone. */
interface Doctor {
  names(): Promise<readonly string[]>
  diagnose(name: string): Promise<DiagnosisView>
}

export const diagnose: Command = {
  name: 'diagnose',
  summary: 'Find out why a server does not work, and what to do.',
  usage: ['diagnose --server NAME', 'diagnose --all'],
  options: [
    ['--server NAME', 'look into this server: checks, and a start for trial'],
    ['--all', 'look into every server'],
  ],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, { server: { type: 'string' }, all: { type: 'boolean', default: false } })
    const { server, all } = values
    if ((server === undefined) !== all) throw new UsageError('give either --server NAME or --all')
    const results = await withDoctor(io, values, async doctor => {
      const names = await doctor.names()
      if (server !== undefined && !names.includes(server)) {
        throw new UsageError(`there is no server "${server}"; there are: ${names.join(', ') || 'none'}`)
      }
      return inTurns(server === undefined ? names : [server], name => doctor.diagnose(name))
    })
    if (values.json) printJson(io, all ? results : results[0])
    else if (results.length === 0) io.stdout.write('No servers are configured yet.\n')
    else io.stdout.write(results.map(found => formatDiagnosis(found, io)).join('\n'))
    return results.every(({ healthy }) => healthy) ? exitCodes.ok : exitCodes.failed
  },
}

async function withDoctor<T>(
  io: CliIo,
  values: { readonly 'data-dir'?: string | undefined },
  use: (doctor: Doctor) => Promise<T>,
): Promise<T> {
  try {
    return await withOwner(io, values, client =>
      use({
        names: async () => (await client.call('app:snapshot', undefined)).servers.map(({ name }) => name),
        diagnose: name => client.call('server:diagnose', { name }, { timeoutMs }),
      }),
    )
  } catch (error) {
    if (!isAppError(error, 'NO_OWNER')) throw error
  }
  const { openWithoutOwner } = await import('#core/app/without-owner')
  const dataFolder = io.host.dataFolder(values['data-dir'])
  await using bystander = await openWithoutOwner({ dataFolder, version: io.version })
  const { config, problem, folder } = bystander
  if (problem !== null) throw new Error(`${folder.configFile}:${problem.line}:${problem.column}: ${problem.message}`)
  return await use({
    names: async () => [...config.servers, ...config.invalid].map(({ name }) => name),
    diagnose: name => bystander.diagnose(name),
  })
}

async function inTurns<T>(names: readonly string[], run: (name: string) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  const waiting = names.entries()
  const worker = async () => {
    for (const [index, name] of waiting) results[index] = await run(name)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
