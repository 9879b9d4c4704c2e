/** A commented configuration with every key, for `mcpproxy config example`. Values are the defaults. */
export const exampleConfig = (): string => `{
  // Lets editors check and complete this file.
  "$schema": "./mcp_config.schema.json",

  // Where AI clients connect: http://127.0.0.1:8080/mcp. Loopback only. Needs a restart.
  "listen": "127.0.0.1:8080",

  // Your servers: a list as here, or an object such as {"files": {"command": "npx", …}}.
  "mcpServers": [
    {
      "name": "files", // what people and clients see; unique
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "~/Documents"],
      "working_dir": "~", // the folder it starts in
      "env": {}, // "TOKEN": "\${env:MY_TOKEN}" takes the value from your environment
      "protocol": "stdio",
      "enabled": false, // false: never started
      "auto_disable_threshold": 5, // instead of auto_disable.failure_threshold
      "connection_timeout_seconds": 60 // instead of connection_management.connection_timeout_seconds
    },
    {
      "name": "remote",
      "url": "https://example.com/mcp",
      "headers": { "Authorization": "Bearer \${env:EXAMPLE_TOKEN}" },
      "protocol": "auto", // stdio, http, streamable-http, sse or auto
      "enabled": false
    }
  ],

  // Servers that keep failing are disabled by themselves, and come back when the cause is gone.
  "auto_disable": {
    "enabled": true,
    "failure_threshold": 10,
    "window_minutes": 30,
    "generate_reports": true,
    "recovery": "auto", // "manual": stays disabled until you enable it
    "probe_interval_seconds": 30 // time between looks whether the cause is gone
  },

  "connection_management": {
    "max_concurrent_connections": 20,
    "connection_timeout_seconds": 30,
    "health_check_interval_seconds": 60, // 0: no pings
    "retry_backoff_max_seconds": 300
  },

  "resource_cleanup": {
    "docker_cleanup_timeout_seconds": 5,
    "process_kill_timeout_seconds": 5, // 0: killed at once
    "verify_cleanup": true
  },

  "diagnostics": {
    "enabled": true,
    // "report_directory": "~/mcp-reports",
    "keep_reports_days": 30
  },

  "logging": {
    "level": "info", // trace, debug, info, warn, error
    "max_size_mb": 10,
    "max_files": 5
  },

  // A script of yours that runs before the servers start, and is stopped with MCPProxy.
  "startup_script": {
    "enabled": false,
    // "path": "~/bin/prepare.sh",
    // "shell": "/bin/bash", // unset: the file itself is started
    "args": [],
    "env": {},
    // "working_dir": "~",
    "timeout": 60, // seconds that the servers wait at most
    "mode": "background" // "wait-exit": they wait until it ends; "wait-probe": until "probe" answers
    // "probe": "http://127.0.0.1:9000/health" // or "tcp://127.0.0.1:5432"
  },

  // What "mcpproxy inspect NAME" starts.
  "inspector": {
    "command": "npx",
    "args": ["-y", "@modelcontextprotocol/inspector"]
  },

  "network": {
    // "extra_ca_file": "~/company-ca.pem",
    // "https_proxy": "http://proxy.example.com:3128",
    // "no_proxy": "localhost,.example.com"
  }
}
`
