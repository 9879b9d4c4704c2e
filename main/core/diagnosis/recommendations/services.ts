import type { Recommendation } from './recommendation.ts'

const dockerCheck = 'Check the engine (`docker ps`)'

/** Docker, ports, services, the protocol and the server itself. */
export const serviceRecommendations = {
  docker_daemon_down: {
    means: 'The Docker or Podman engine does not run.',
    summary: 'The container engine that {server} needs does not answer.',
    cures: [`${dockerCheck} and start Docker, or disable Docker isolation for this server; it comes back by itself.`],
  },
  docker_image_unavailable: {
    means: 'The image does not exist, or may not be pulled.',
    summary: 'The image {object|of {server}} is not available.',
    cures: [
      'Check the image (`docker images`), correct its name and tag or build {object|it}, and log in if it is private.',
    ],
  },
  docker_socket_permission: {
    means: 'The Docker engine runs, but your user may not talk to it.',
    summary: 'Access to the Docker socket {object|} was denied.',
    cures: [`${dockerCheck}; on Linux add your user to the group docker and log in again.`],
  },
  docker_run_conflict: {
    means: 'A container of this name exists already.',
    summary: 'A container named {object|like that of {server}} exists already.',
    cures: ['Remove it (`docker rm -f {object|NAME}`), or drop --name from the arguments.'],
  },
  port_in_use: {
    means: 'The server cannot listen on its port: another program has it, or the system reserves it.',
    summary: 'The port {object|of {server}} is taken or reserved.',
    cures: ['Stop the program that uses port {object|it listens on}, or give {server} another port.'],
  },
  dependency_service_down: {
    means: 'A database, browser extension or application that the server needs does not answer.',
    summary: '{server} does not reach {object|the service that it needs}.',
    cures: ['Verify that {object|the service} runs and can be reached; the server is tried again by itself.'],
  },
  server_bug: {
    means: 'The server itself has a defect.',
    summary: '{server} stopped because of a defect of its own: {line|see its log}.',
    cures: ['Pin the previous version of {server}, and report this to its maker.'],
  },
  stdout_pollution: {
    means: 'The server prints text where only protocol messages may be.',
    summary: '{server} prints text where its protocol belongs: {line|see its log}.',
    cures: ['Update {server} or switch off its banner; with npm use `npm run --silent`.'],
  },
  protocol_version_mismatch: {
    means: 'Client and server do not share a protocol version.',
    summary: '{server} does not accept the protocol version.',
    cures: ['Check version compatibility: update {server}.'],
  },
  protocol_violation: {
    means: 'The server’s answer does not follow the protocol.',
    summary: '{server} gave an answer that does not follow the protocol: {line|see its log}.',
    cures: ['Update {server}, and report this to its maker.'],
  },
  startup_timeout: {
    means: 'The server runs but did not answer in time; a first start may have to download it.',
    summary: '{server} started but did not answer in time.',
    cures: ['Consider a longer connection timeout (connection_timeout_seconds), or install its package beforehand.'],
  },
  early_exit_unknown: {
    means: 'The server ended before it was ready and did not say why.',
    summary: '{server} ended before it was ready{exit}.',
    cures: ['Run its command in a terminal to see what it says, or run diagnose.'],
  },
  client_internal: {
    means: 'A fault in MCPProxy or another client, not in the server.',
    summary: 'The client itself failed; {server} is not to blame.',
    cures: ['This is a bug of the client: report it with its log.'],
  },
  unknown: {
    means: 'The evidence does not say.',
    summary: 'What went wrong with {server} cannot be told from this.',
    cures: ['Run diagnose, or look at the log of {server}; the evidence does not name a cause.'],
  },
} as const satisfies { readonly [category: string]: Recommendation }
