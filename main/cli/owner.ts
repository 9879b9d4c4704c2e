import { ControlClient } from '#core/control/control-client'
import type { CliIo } from './io.ts'

/** Bound of connecting and of ordinary calls. Stopping a server may take its grace period. */
const timeoutMs = 30_000

/**
 * Does something with the MCPProxy that owns the data folder.
 * @throws {AppError} `NO_OWNER` when none runs
 */
export async function withOwner<T>(
  io: CliIo,
  values: { readonly 'data-dir'?: string | undefined },
  use: (client: ControlClient) => Promise<T>,
): Promise<T> {
  const { path, token } = await io.host.controlSocket(io.host.dataFolder(values['data-dir']))
  const client = await ControlClient.connect(path, { timeoutMs, token })
  try {
    return await use(client)
  } finally {
    client[Symbol.dispose]()
  }
}
