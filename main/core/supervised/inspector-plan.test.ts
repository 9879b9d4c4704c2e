import { expect, test } from 'vitest'
import { settingsSchema } from '#shared/config'
import { planInspector } from './inspector-plan.ts'

const facts = {
  settings: settingsSchema.parse({}).inspector,
  server: 'my server/ü',
  origin: 'http://127.0.0.1:8080',
  port: 7001,
  proxyPort: 7002,
  token: 'secret-token',
  folder: '/data/run/inspector/x',
  configPath: '/data/run/inspector/x/inspector.json',
}

test('it is pointed at the one server behind our own endpoint', () => {
  const { config, url } = planInspector(facts)
  const target = 'http://127.0.0.1:8080/servers/my%20server%2F%C3%BC/mcp'
  expect(JSON.parse(config)).toEqual({ mcpServers: { 'my server/ü': { type: 'streamable-http', url: target } } })
  expect(new URL(url).searchParams.get('serverUrl')).toBe(target)
})

test('the token is in environment and address, and on no command line', () => {
  const { command, args, env, url } = planInspector(facts)
  expect([command, ...args].join(' ')).not.toContain('secret-token')
  expect(env).toMatchObject({
    MCP_INSPECTOR_API_TOKEN: 'secret-token',
    MCP_AUTO_OPEN_ENABLED: 'false',
    HOST: '127.0.0.1',
  })
  expect(new URL(url).searchParams.get('MCP_INSPECTOR_API_TOKEN')).toBe('secret-token')
  expect(new URL(url).hostname).toBe('127.0.0.1')
})
