import type { RunnerPackage } from '../../servers/package-runner.ts'
import type { Dispatcher } from '../../transports/dispatcher.ts'
import { askUrl } from './ask-url.ts'

/** Names as npm and PyPI allow them: nothing else is put into an address. */
const npmName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i
const pypiName = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i

/** Whether a registry knows the package that a runner would download; null when it does not say. */
export async function isPublished(
  dispatcher: Dispatcher,
  runner: RunnerPackage,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean | null> {
  const address = registryAddressOf(runner, env)
  if (address === null) return null
  const answer = await askUrl(dispatcher, address, { method: 'HEAD' })
  if (answer.kind === 'error') return null
  return answer.status === 404 ? false : answer.status < 400 ? true : null
}

/** Pure. */
export function registryAddressOf(
  { package: name }: RunnerPackage,
  env: Readonly<Record<string, string | undefined>>,
): URL | null {
  const cache = name.slice(0, name.indexOf(':'))
  const packageName = name.slice(cache.length + 1)
  if (['npm', 'pnpm', 'yarn', 'bun'].includes(cache)) {
    const registry = env.npm_config_registry ?? env.NPM_CONFIG_REGISTRY ?? 'https://registry.npmjs.org/'
    if (!npmName.test(packageName) || !URL.canParse(registry)) return null
    return new URL(packageName.replace('/', '%2f'), registry.endsWith('/') ? registry : `${registry}/`)
  }
  if (['uv', 'pipx'].includes(cache)) {
    const index = env.UV_DEFAULT_INDEX ?? env.UV_INDEX_URL ?? env.PIP_INDEX_URL ?? 'https://pypi.org/simple/'
    if (!pypiName.test(packageName) || !URL.canParse(index)) return null
    const canonical = packageName.toLowerCase().replace(/[-_.]+/g, '-') // PEP 503
    return new URL(`${canonical}/`, index.endsWith('/') ? index : `${index}/`)
  }
  return null
}
