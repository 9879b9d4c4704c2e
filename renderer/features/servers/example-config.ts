/** One local and one remote server, as people would write them. The package is the protocol's own sample server. */
export const exampleConfig = `{
  "mcpServers": [
    {
      "name": "everything",
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-everything"]
    },
    {
      "name": "remote-example",
      "url": "https://example.com/mcp",
      "enabled": false
    }
  ]
}`
