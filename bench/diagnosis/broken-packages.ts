import type { BrokenProgram, Surroundings } from './broken-program.ts'

const npx =
  (...args: string[]) =>
  ({ registry, folder }: Surroundings) => ({
    command: 'npx',
    args: ['--yes', ...args],
    env: {
      npm_config_registry: registry,
      npm_config_cache: `${folder}/cache`,
      npm_config_fetch_retries: '0',
      npm_config_update_notifier: 'false',
    },
  })

/** Packages that npm cannot start, against a registry of our own. */
export const brokenPackages: readonly BrokenProgram[] = [
  {
    name: 'npx: registry that is not there',
    causes: ['registry_unreachable'],
    needs: 'npx',
    server: around => ({
      ...npx('some-mcp-server')(around),
      env: { ...npx()(around).env, npm_config_registry: `http://127.0.0.1:${around.freePort}/` },
    }),
  },
  {
    name: 'npx: package that does not exist',
    causes: ['npm_package_not_found'],
    needs: 'npx',
    server: npx('@acme/mcp-server-none'),
  },
  {
    name: 'npx: version that does not exist',
    causes: ['npm_version_not_found'],
    needs: 'npx',
    server: npx('here@9.9.9'),
  },
  { name: 'npx: registry that wants a login', causes: ['registry_auth'], needs: 'npx', server: npx('private-server') },
  {
    name: 'npx: package without a program',
    causes: ['npm_bin_missing'],
    needs: 'npx',
    server: around => npx(`${around.folder}/package`)(around),
    files: { 'package/package.json': '{"name":"no-program","version":"1.0.0"}' },
  },
  {
    name: 'npm run of a script that does not exist',
    causes: ['entrypoint_missing'],
    needs: 'npm',
    server: ({ folder }) => ({ command: 'npm', args: ['--prefix', folder, 'run', 'serve-mcp'] }),
    files: { 'package.json': '{"name":"a","version":"1.0.0"}' },
  },
]
