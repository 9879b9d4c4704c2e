/** One server, as people would write it. The package is the protocol's own sample server. */
export const exampleConfig = `{
  "mcpServers": [
    {
      "name": "everything",
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-everything"]
    }
  ]
}`
