import { z } from 'zod'
import { serverSchema, settingsSchema } from '#shared/config'

/** The JSON schema of `mcp_config.json`, for editors. Unknown keys are allowed, as they are when it is read. */
export function configJsonSchema(): { readonly [key: string]: unknown } {
  const settings = z.toJSONSchema(settingsSchema, { io: 'input' })
  const { $schema: _draft, required: _required, ...server } = z.toJSONSchema(serverSchema, { io: 'input' })
  const { name: _name, ...named } = server.properties ?? {}
  const target = { anyOf: ['command', 'url', 'serverUrl', 'httpUrl'].map(key => ({ required: [key] })) }
  return {
    ...settings,
    title: 'MCPProxy configuration',
    properties: {
      ...settings.properties,
      mcpServers: {
        description: 'Your MCP servers: a list with "name", or an object as AI clients write it.',
        anyOf: [
          { type: 'array', items: { ...server, required: ['name'], ...target } },
          { type: 'object', additionalProperties: { ...server, properties: named, ...target } },
        ],
      },
    },
  }
}
