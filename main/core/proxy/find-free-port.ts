import { createServer } from 'node:net'

const maxTried = 100

/** The first port from `from` on that can be listened on; null when none of the next hundred is free. */
export async function findFreePort(host: string, from: number): Promise<number | null> {
  for (let port = from; port < Math.min(from + maxTried, 65_536); port += 1) if (await isFree(host, port)) return port
  return null
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port, exclusive: true }, () =>
      server.close(() => resolve(true)),
    )
  })
}
