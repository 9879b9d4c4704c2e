import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { errorCodeOf } from '../../transports/evidence.ts'

type Variables = Readonly<Record<string, string | undefined>>
const limitMs = 3_000

export type DockerAnswer =
  | { readonly kind: 'ok'; readonly address: string }
  | { readonly kind: 'denied'; readonly address: string }
  | { readonly kind: 'down'; readonly tried: readonly string[] }

/** Pings the first Docker engine that answers: DOCKER_HOST, the current context, then the places where engines listen. */
export async function pingDocker(
  env: Variables,
  home: string,
  platform: NodeJS.Platform = process.platform,
): Promise<DockerAnswer> {
  const addresses = await dockerAddresses(env, home, platform)
  let denied: string | null = null
  for (const address of addresses) {
    const answer = await askEngine(address, '/_ping')
    if (answer.status === 200) return { kind: 'ok', address }
    if (answer.code === 'EACCES' || answer.code === 'EPERM') denied ??= address
  }
  return denied === null ? { kind: 'down', tried: addresses } : { kind: 'denied', address: denied }
}

/** Whether an image is there; null when the engine does not say. */
export async function hasImage(address: string, image: string): Promise<boolean | null> {
  const { status } = await askEngine(address, `/images/${encodeURIComponent(image)}/json`)
  return status === 200 ? true : status === 404 ? false : null
}

/** Where an engine may listen, the most wanted first. */
export async function dockerAddresses(env: Variables, home: string, platform: NodeJS.Platform): Promise<string[]> {
  if (env.DOCKER_HOST !== undefined && env.DOCKER_HOST !== '') return [env.DOCKER_HOST]
  if (platform === 'win32') return ['npipe:////./pipe/docker_engine', 'npipe:////./pipe/dockerDesktopLinuxEngine']
  const runtime = env.XDG_RUNTIME_DIR
  const sockets = [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')]),
  ]
  const context = await contextAddress(env, home)
  return [...new Set([...(context === null ? [] : [context]), ...sockets.map(path => `unix://${path}`)])]
}

/** The engine of the context chosen with `docker context use`, or null. */
async function contextAddress(env: Variables, home: string): Promise<string | null> {
  try {
    const folder = env.DOCKER_CONFIG ?? join(home, '.docker')
    const { currentContext } = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
      currentContext?: string
    }
    const name = env.DOCKER_CONTEXT ?? currentContext
    if (name === undefined || name === 'default') return null
    const file = join(folder, 'contexts/meta', createHash('sha256').update(name).digest('hex'), 'meta.json')
    const meta = JSON.parse(await readFile(file, 'utf8')) as { Endpoints?: { docker?: { Host?: string } } }
    return meta.Endpoints?.docker?.Host ?? null
  } catch {
    return null // no Docker client is set up here
  }
}

function askEngine(address: string, path: string): Promise<{ status: number | null; code: string | null }> {
  const target = targetOf(address)
  if (target === null) return Promise.resolve({ status: null, code: 'EINVAL' }) // ssh:// and the like
  return new Promise(resolve => {
    const asked = request({ ...target, path, timeout: limitMs }, response => {
      response.resume()
      clearTimeout(timer)
      resolve({ status: response.statusCode ?? null, code: null })
      response.destroy()
    })
    const timer = setTimeout(() => asked.destroy(new Error('No answer')), limitMs)
    asked.on('error', error => {
      clearTimeout(timer)
      resolve({ status: null, code: errorCodeOf(error) })
    })
    asked.end()
  })
}

function targetOf(address: string): { socketPath: string } | { host: string; port: number } | null {
  if (address.startsWith('unix://')) return { socketPath: address.slice('unix://'.length) }
  if (address.startsWith('npipe://')) return { socketPath: address.slice('npipe://'.length).replaceAll('/', '\\') }
  const tcp = /^(?:tcp|http):\/\/([^:/]+):(\d+)/.exec(address)
  return tcp?.[1] === undefined ? null : { host: tcp[1], port: Number(tcp[2]) }
}
