import type { Rule } from './rule.ts'
import { commandRules } from './rules/commands.ts'
import { configFileRules } from './rules/config-files.ts'
import { configRules } from './rules/config.ts'
import { dockerRules } from './rules/docker.ts'
import { exitRules } from './rules/exits.ts'
import { httpRules } from './rules/http.ts'
import { networkRules } from './rules/network.ts'
import { nodeRules } from './rules/node.ts'
import { npmInstallRules } from './rules/npm-install.ts'
import { npmRules } from './rules/npm.ts'
import { oauthRules } from './rules/oauth.ts'
import { portRules } from './rules/ports.ts'
import { protocolRules } from './rules/protocol.ts'
import { pythonPackageRules } from './rules/python-packages.ts'
import { pythonRules } from './rules/python.ts'
import { runtimeRules } from './rules/runtimes.ts'
import { signInRules } from './rules/sign-in.ts'
import { systemRules } from './rules/system.ts'
import { tlsRules } from './rules/tls.ts'

/** Every rule, the most specific first, then the most confident, then in the order of their files. */
export const allRules: readonly Rule[] = [
  ...npmRules,
  ...npmInstallRules,
  ...pythonPackageRules,
  ...pythonRules,
  ...nodeRules,
  ...runtimeRules,
  ...dockerRules,
  ...commandRules,
  ...systemRules,
  ...configRules,
  ...configFileRules,
  ...portRules,
  ...tlsRules,
  ...oauthRules,
  ...signInRules,
  ...httpRules,
  ...networkRules,
  ...protocolRules,
  ...exitRules,
].sort((a, b) => b.specificity - a.specificity || b.confidence - a.confidence)
