import { statfs } from 'node:fs/promises'
import { homedir } from 'node:os'
import type { ServerConfig } from '#shared/config'
import { baseEnvironment } from '../../process/base-environment.ts'
import { findCommand, type FoundCommand } from '../../process/find-command.ts'
import { findPortOwner } from '../../proxy/find-port-owner.ts'
import type { RunnerPackage } from '../../servers/package-runner.ts'
import type { Dispatcher } from '../../transports/dispatcher.ts'
import type { PreflightEnvironment } from '../preflight.ts'
import { hasImage, pingDocker, type DockerAnswer } from './ask-docker.ts'
import { askUrl, type UrlAnswer } from './ask-url.ts'
import { InterpreterVersions } from './interpreter-version.ts'
import { isPublished } from './look-up-package.ts'
import { reachPort, resolveHost, type Reached } from './reach-host.ts'
import { SharedResults } from './shared-results.ts'

export interface ProbesOptions {
  readonly environment: PreflightEnvironment
  /** Asked at each request: it is made anew when the network settings change. */
  readonly dispatcher: () => Dispatcher
}

/** Everything that can be asked of machine and network. Each answer is bounded in time and shared for some seconds. */
export class Probes {
  readonly #options: ProbesOptions
  readonly #shared = new SharedResults()
  readonly #versions = new InterpreterVersions()

  constructor(options: ProbesOptions) {
    this.#options = options
  }

  /** The variables that a child of this server would see. */
  environmentOf(server: ServerConfig): Record<string, string> {
    return baseEnvironment(this.#options.environment.current, server.env, null)
  }

  /** Also asks the login shell, at most once, when the command is not found without it. */
  async findCommand(server: ServerConfig, command: string): Promise<FoundCommand> {
    const look = () => findCommand(command, { env: this.environmentOf(server), cwd: server.working_dir ?? homedir() })
    const found = await look()
    return found.kind === 'missing' && (await this.#options.environment.login()) ? look() : found
  }

  versionOf(server: ServerConfig, path: string): Promise<string | null> {
    return this.#shared.get(`version ${path}`, () => this.#versions.of(path, this.environmentOf(server)))
  }

  resolveHost(host: string): Promise<Reached> {
    return this.#shared.get(`dns ${host}`, () => resolveHost(host))
  }

  reachPort(host: string, port: number): Promise<Reached> {
    return this.#shared.get(`tcp ${host} ${port}`, () => reachPort(host, port))
  }

  /** Without a shared answer when headers go along: they may be secret and differ. */
  askUrl(url: URL, headers?: Readonly<Record<string, string>>): Promise<UrlAnswer> {
    const ask = () => askUrl(this.#options.dispatcher(), url, headers === undefined ? {} : { headers })
    return headers === undefined ? this.#shared.get(`http ${url.href}`, ask) : ask()
  }

  /** Whether something on this machine listens on the port. */
  async isListening(port: number): Promise<boolean> {
    const answers = await Promise.all(['127.0.0.1', '::1'].map(host => this.reachPort(host, port)))
    return answers.some(({ ok }) => ok)
  }

  portOwner(port: number): Promise<string | null> {
    return this.#shared.get(`owner ${port}`, () => findPortOwner(port))
  }

  docker(): Promise<DockerAnswer> {
    return this.#shared.get('docker', () => pingDocker(this.#options.environment.current, homedir()))
  }

  async hasImage(image: string): Promise<boolean | null> {
    const engine = await this.docker()
    return engine.kind === 'ok' ? this.#shared.get(`image ${image}`, () => hasImage(engine.address, image)) : null
  }

  isPublished(runner: RunnerPackage): Promise<boolean | null> {
    const { environment, dispatcher } = this.#options
    return this.#shared.get(`package ${runner.package}`, () => isPublished(dispatcher(), runner, environment.current))
  }

  freeBytes(folder: string): Promise<number> {
    return this.#shared.get(`disk ${folder}`, async () => {
      const found = await statfs(folder).catch(() => null)
      return found === null ? Infinity : found.bavail * found.bsize
    })
  }
}
