import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { configJsonSchema } from '#core/config/config-json-schema'
import { exampleConfig } from '#core/config/example-config'
import { readConfig } from '#core/config/read-config'
import { parseCommandLine, UsageError, type Command } from '../command.ts'
import { countOf } from '../describe-server.ts'
import { exitCodes } from '../exit-codes.ts'
import type { CliIo } from '../io.ts'
import { oneLine, printJson } from '../print.ts'

export const config: Command = {
  name: 'config',
  summary: 'Check the configuration file, find it, or see how one is written.',
  usage: ['config validate [FILE]', 'config example', 'config path', 'config schema'],
  options: [],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, {}, ['validate, example, path or schema', 'FILE?'])
    const [action = '', file] = positionals
    if (action !== 'validate' && file !== undefined) throw new UsageError(`"${file}" is one argument too many`)
    const path = resolve(file ?? io.host.configFile(io.host.dataFolder(values['data-dir'])))
    switch (action) {
      case 'validate':
        return validate(path, values.json, io)
      case 'example':
        if (values.json) printJson(io, { example: exampleConfig() })
        else io.stdout.write(exampleConfig())
        return exitCodes.ok
      case 'path':
        if (values.json) printJson(io, { path })
        else io.stdout.write(`${path}\n`)
        return exitCodes.ok
      case 'schema':
        printJson(io, configJsonSchema())
        return exitCodes.ok
      default:
        throw new UsageError(`"config ${action}" is unknown: use validate, example, path or schema`)
    }
  },
}

async function validate(file: string, json: boolean, io: CliIo): Promise<number> {
  const read = readConfig(await readFile(file, 'utf8'))
  if (!read.ok) {
    const { message, line, column } = read.problem
    if (json) printJson(io, { file, ok: false, problem: read.problem })
    else io.stdout.write(`${file}:${line}:${column}: ${oneLine(message)}\n`)
    return exitCodes.failed
  }
  const { servers, invalid, warnings } = read.config
  const ok = invalid.length === 0
  if (json) printJson(io, { file, ok, servers: servers.map(({ name }) => name), invalid, warnings })
  else {
    for (const { path, reason } of invalid) io.stdout.write(`error: ${path}: ${oneLine(reason)}\n`)
    for (const warning of warnings) io.stdout.write(`warning: ${oneLine(warning)}\n`)
    const bad = ok ? '' : `, ${invalid.length} that cannot be used`
    io.stdout.write(`${file}: ${countOf(servers.length, 'server')}${bad}, ${countOf(warnings.length, 'warning')}\n`)
  }
  return ok ? exitCodes.ok : exitCodes.failed
}
