import { join } from 'node:path'
import { writeFileAtomic } from '../data-folder/write-file-atomic.ts'
import { configJsonSchema } from './config-json-schema.ts'

/** Puts the schema where the `$schema` of a new configuration file points. */
export async function writeSchemaFile(folder: string): Promise<void> {
  await writeFileAtomic(join(folder, 'mcp_config.schema.json'), `${JSON.stringify(configJsonSchema(), null, 2)}\n`)
}
