import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { serverSchema, settingsSchema } from '#shared/config'
import { configJsonSchema } from './config-json-schema.ts'
import type { ValueSchema } from './describe-issue.ts'
import { exampleConfig } from './example-config.ts'
import { aliasKeys } from './normalize-server.ts'
import { readConfig } from './read-config.ts'

const schemaFile = '../../../docs/mcp_config.schema.json'
const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')

test('the checked-in JSON schema is up to date (vitest run -u writes it)', async () => {
  await expect(`${JSON.stringify(configJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(schemaFile)
})

test('the example is valid without a warning, and every setting in it is the default', () => {
  const read = readConfig(exampleConfig())
  if (!read.ok) throw new Error(read.problem.message)
  const { $schema, ...settings } = read.config.settings
  expect({ ...read.config, settings }).toMatchObject({ settings: settingsSchema.parse({}), invalid: [], warnings: [] })
  expect($schema).toBe('./mcp_config.schema.json')
})

test('the example shows every key', () => {
  const missing = [...keysOf(settingsSchema), ...keysOf(serverSchema)]
    .map(({ path }) => path.split('.').at(-1) ?? path)
    .filter(key => !exampleConfig().includes(`"${key}"`))
  expect(missing).toEqual([])
})

test('the page lists every key with its default, and no key that does not exist', () => {
  const rows = new Map(
    page.split('\n').flatMap(line => {
      const cells = line.split('|').map(cell => cell.trim())
      const key = /^`([\w.$]+)`$/.exec(cells[1] ?? '')?.[1]
      return key === undefined || cells.length !== 7 ? [] : [[key, cells[3]] as const]
    }),
  )
  const documented = [
    ...keysOf(settingsSchema),
    { path: 'mcpServers', fallback: undefined },
    ...keysOf(serverSchema).map(key => ({ ...key, path: `mcpServers.${key.path}` })),
  ].map(({ path, fallback }) => [path, fallback === undefined ? 'unset' : `\`${JSON.stringify(fallback)}\``] as const)
  expect(Object.fromEntries(rows)).toEqual({ ...Object.fromEntries(documented), 'mcpServers.name': 'required' })
})

test('the page lists every word of AI clients that is understood', () => {
  expect(aliasKeys.filter(alias => !page.includes(`\`${alias}\``))).toEqual([])
})

/** Keys of a schema and of its blocks, with their defaults. */
function keysOf(schema: z.ZodType): { path: string; fallback: unknown }[] {
  const { properties } = z.toJSONSchema(schema, { io: 'input' }) as ValueSchema
  return Object.entries(properties ?? {}).flatMap(([key, value]) =>
    value.properties === undefined
      ? [{ path: key, fallback: value.default }]
      : Object.entries(value.properties).map(([inner, of]) => ({ path: `${key}.${inner}`, fallback: of.default })),
  )
}
