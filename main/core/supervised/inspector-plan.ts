import type { Settings } from '#shared/config'

export interface InspectorFacts {
  readonly settings: Settings['inspector']
  readonly server: string
  /** Our endpoint's origin, such as `http://127.0.0.1:8080`. */
  readonly origin: string
  readonly port: number
  readonly proxyPort: number
  readonly token: string
  /** A private folder; the configuration lies in it as {@link inspectorConfigFile}. */
  readonly folder: string
  readonly configPath: string
}

export interface InspectorPlan {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The text of its configuration file. */
  readonly config: string
  /** Opens it in a browser; holds the token. */
  readonly url: string
}

export const inspectorConfigFile = 'inspector.json'

/** Where one server alone is served. */
export const serverUrl = (origin: string, server: string): string =>
  `${origin}/servers/${encodeURIComponent(server)}/mcp`

/**
 * How the MCP Inspector is started for one server. The token travels in the environment and the address, never on a
 * command line. The names of both its major versions are set: each ignores those of the other.
 */
export function planInspector(facts: InspectorFacts): InspectorPlan {
  const { settings, server, origin, port, proxyPort, token, folder, configPath } = facts
  const target = serverUrl(origin, server)
  const query = new URLSearchParams({
    MCP_INSPECTOR_API_TOKEN: token,
    MCP_PROXY_AUTH_TOKEN: token,
    MCP_PROXY_PORT: String(proxyPort),
    transport: 'streamable-http',
    serverUrl: target,
  })
  return {
    command: settings.command,
    args: [...settings.args, '--config', configPath, '--server', server],
    env: {
      HOST: '127.0.0.1',
      CLIENT_PORT: String(port),
      SERVER_PORT: String(proxyPort),
      MCP_SANDBOX_PORT: '0',
      MCP_INSPECTOR_API_TOKEN: token,
      MCP_PROXY_AUTH_TOKEN: token,
      MCP_AUTO_OPEN_ENABLED: 'false', // we open it, once it answers
      MCP_INSPECTOR_SECRET_STORE: 'memory', // what is typed there stays nowhere
      MCP_STORAGE_DIR: folder,
    },
    config: `${JSON.stringify({ mcpServers: { [server]: { type: 'streamable-http', url: target } } }, null, 2)}\n`,
    url: `http://127.0.0.1:${port}/?${query.toString()}`,
  }
}
