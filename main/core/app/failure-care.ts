import type { ConfigFile } from '../config/config-file.ts'
import { canLookForCure } from '../diagnosis/probes/cure-plan.ts'
import { Probes } from '../diagnosis/probes/probes.ts'
import { TrialLocks } from '../diagnosis/trial-locks.ts'
import { AutoDisable } from '../policy/failure-policy.ts'
import type { ServerDependencies } from '../servers/dependencies.ts'
import type { State } from '../store/state.ts'
import type { MachineEnvironment } from './machine-environment.ts'
import type { Network } from './network.ts'

export interface FailureCareParts {
  readonly config: Pick<ConfigFile, 'current'>
  readonly state: State
  readonly environment: MachineEnvironment
  readonly network: Pick<Network, 'dispatcher'>
}

/** What has to be there before the first server: who counts failures, who looks at the machine, who holds attempts back. */
export class FailureCare implements Disposable {
  readonly probes: Probes
  readonly locks = new TrialLocks()
  readonly policy: AutoDisable

  constructor({ config, state, environment, network }: FailureCareParts) {
    this.probes = new Probes({ environment, dispatcher: () => network.dispatcher })
    this.policy = new AutoDisable({ settings: () => config.current.settings, state, canLook: canLookForCure })
  }

  /** What the servers are given. */
  get hooks(): Required<Pick<ServerDependencies, 'failurePolicy' | 'whenFree'>> {
    return { failurePolicy: this.policy, whenFree: (server, signal) => this.locks.whenFree(server, signal) }
  }

  [Symbol.dispose](): void {
    this.policy[Symbol.dispose]()
  }
}
