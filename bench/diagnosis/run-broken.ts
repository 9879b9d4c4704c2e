import { randomUUID } from 'node:crypto'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { classify } from '#core/diagnosis/classify'
import type { Explanation } from '#core/diagnosis/evidence'
import { findCommand } from '#core/process/find-command'
import { baseEnvironment } from '#core/process/base-environment'
import { createProcessTable } from '#core/process/create-process-table'
import { bounded } from '#core/servers/bounded'
import { evidenceOf } from '#core/servers/failure'
import { Session } from '#core/servers/session'
import { createTransport } from '#core/transports/create-transport'
import { createDispatcher, type Dispatcher } from '#core/transports/dispatcher'
import { linkEvidence } from '#core/transports/evidence'
import { serverSchema } from '#shared/config'
import { AsyncDisposables } from '#shared/disposable'
import type { Phase } from '#shared/status'
import { authority } from '../../e2e/fixtures/http-certificates.mjs'
import type { BrokenProgram, Surroundings } from './broken-program.ts'
import { createSurroundings } from './surroundings.ts'

/** Long enough for npx, short enough for the two that never answer. */
const limitMs = 20_000
const silentLimitMs = 1_500

export interface BrokenResult {
  readonly program: BrokenProgram
  /** Null when what the program needs is not installed. */
  readonly explanation: Explanation | null
  readonly isRight: boolean
}

/** Starts every broken program for real, one after another, and classifies how it failed. */
export async function runBroken(programs: readonly BrokenProgram[]): Promise<BrokenResult[]> {
  const owned = new AsyncDisposables()
  try {
    const surroundings = await createSurroundings(owned)
    const authorityFile = join(surroundings.folder, 'authority.pem')
    await writeFile(authorityFile, authority)
    const plain = owned.use(await createDispatcher({}))
    const trusting = owned.use(await createDispatcher({ extra_ca_file: authorityFile }))
    const results: BrokenResult[] = []
    for (const program of programs) {
      const usesAuthority = /expired certificate|another host/.test(program.name)
      const explanation = (await isInstalled(program))
        ? await fail(program, surroundings, usesAuthority ? trusting : plain)
        : null
      results.push({
        program,
        explanation,
        isRight: explanation !== null && program.causes.includes(explanation.category),
      })
    }
    return results
  } finally {
    await owned[Symbol.asyncDispose]()
  }
}

async function isInstalled({ needs }: BrokenProgram): Promise<boolean> {
  if (needs === undefined) return true
  return (
    (await findCommand(needs, { env: baseEnvironment(process.env, {}, null), cwd: process.cwd() })).kind === 'found'
  )
}

async function fail(program: BrokenProgram, surroundings: Surroundings, dispatcher: Dispatcher): Promise<Explanation> {
  const folder = join(surroundings.folder, randomUUID())
  await mkdir(folder)
  for (const [name, text] of Object.entries(program.files ?? {})) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
    if (program.executable?.includes(name)) await chmod(join(folder, name), 0o755)
  }
  const server = serverSchema.parse({
    name: 'broken',
    working_dir: folder,
    ...program.server({ ...surroundings, folder }),
  })
  const transport = createTransport(server, {
    dispatcher,
    table: createProcessTable(),
    environment: process.env,
    run: 'bench:diagnosis',
    newId: randomUUID,
    redact: text => text,
    stop: () => ({ killTimeoutMs: 500, verify: true }),
  })
  const session = new Session(server.name, transport)
  const never = new AbortController().signal
  const own = ['silence', 'banner on stdout', 'no answer'].includes(program.name) ? silentLimitMs : limitMs
  let phase: Phase = 'spawn'
  try {
    await bounded('spawn', own, never, signal => transport.open(signal))
    phase = 'initialize'
    await bounded('initialize', own, never, signal => session.initialize({ name: 'bench', version: '1' }, signal))
    return classify({
      server,
      phase,
      link: linkEvidence({ message: 'it works' }),
      timeoutMs: null,
      wasReady: true,
      rpcError: null,
    })
  } catch (error) {
    return classify(
      evidenceOf(error, { server, phase, wasReady: false, evidence: message => transport.evidence(message) }),
    )
  } finally {
    await transport.close()
    await rm(folder, { recursive: true, force: true })
  }
}
