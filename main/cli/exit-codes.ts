/** What the command's exit code says; docs/cli.md has the same table. */
export const exitCodes = {
  ok: 0,
  /** The command failed, or found problems. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** `serve`: the port or the data folder belongs to another program. */
  taken: 3,
  /** No MCPProxy runs for this data folder. */
  noOwner: 4,
  /** Ended by a signal. */
  interrupted: 130,
} as const
