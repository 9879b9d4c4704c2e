import { appendFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)

/** The bundled command, as people run it. */
export const cliFile = fileURLToPath(new URL('../../../out/main/cli.js', import.meta.url))
const fixture = fileURLToPath(new URL('../../fixtures/mcp-server.mjs', import.meta.url))
const hostile = fileURLToPath(new URL('../../fixtures/hostile-mcp-server.mjs', import.meta.url))

/** A config entry for the fixture server with these flags. */
export const fixtureServer = (name: string, ...flags: string[]) => ({
  name,
  command: process.execPath,
  args: [fixture, '--name', name, ...flags],
})

/** A config entry for a server that lies by rote, named after its habit. */
export const hostileServer = (habit: string, seed: number) => ({
  name: habit,
  command: process.execPath,
  args: [hostile, '--habit', habit, '--seed', String(seed)],
})

/** A config entry for a published MCP server, started as a file with node. */
export const publishedServer = (name: string, packageName: string, ...args: string[]) => ({
  name,
  command: process.execPath,
  args: [publishedFile(packageName), ...args],
})

export function publishedFile(packageName: string): string {
  const manifestFile = require.resolve(`@modelcontextprotocol/${packageName}/package.json`)
  const { bin } = require(manifestFile) as { bin: string | Record<string, string> }
  const file = typeof bin === 'string' ? bin : Object.values(bin)[0]
  return fileURLToPath(new URL(file ?? '', `file://${manifestFile}`))
}

/** A port that was free a moment ago, on the loopback address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}

/** A heartbeat file: it grows while the program that writes it lives. */
export class Heartbeat {
  readonly file: string
  constructor(file: string) {
    this.file = file
    appendFileSync(file, '')
  }
  get size(): number {
    return statSync(this.file).size
  }
  /** True when nothing was written over ten beats: proof that the writer is gone. */
  async isStill(): Promise<boolean> {
    const before = this.size
    await new Promise(resolve => setTimeout(resolve, 500)) // absence can only be watched for a time
    return this.size === before
  }
}
