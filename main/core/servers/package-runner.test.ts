import { expect, test } from 'vitest'
import { runnerPackageOf } from './package-runner.ts'

test.each([
  ['npx -y @scope/server-files@1.2.0 /data', 'npm:@scope/server-files', 'npm:@scope/server-files@1.2.0'],
  ['npx --yes --registry https://r.example server', 'npm:server', 'npm:server'],
  ['npx -p tool-package@latest tool', 'npm:tool-package', 'npm:tool-package@latest'],
  ['npx --package=tool-package -- tool', 'npm:tool-package', 'npm:tool-package'],
  ['/opt/node/bin/npx server', 'npm:server', 'npm:server'],
  ['C:\\node\\npx.cmd server', 'npm:server', 'npm:server'],
  ['cmd /c npx -y server', 'npm:server', 'npm:server'],
  ['npm exec -- server --port 1', 'npm:server', 'npm:server'],
  ['pnpm dlx server', 'pnpm:server', 'pnpm:server'],
  ['yarn dlx server', 'yarn:server', 'yarn:server'],
  ['bunx server', 'bun:server', 'bun:server'],
  ['uvx mcp-server-git==2.0', 'uv:mcp-server-git', 'uv:mcp-server-git==2.0'],
  ['uvx --python 3.12 mcp-server-git', 'uv:mcp-server-git', 'uv:mcp-server-git'],
  [
    'uvx --from git+https://host.example/a@main tool',
    'uv:git+https://host.example/a@main',
    'uv:git+https://host.example/a@main',
  ],
  ['uv tool run mcp-server-git@1', 'uv:mcp-server-git', 'uv:mcp-server-git@1'],
  ['uv run --directory /srv server.py', 'uv:server.py', 'uv:server.py'],
  ['pipx run --spec package[extra]>=1 tool', 'pipx:package', 'pipx:package[extra]>=1'],
  ['deno run -A npm:server@2', 'deno:npm:server', 'deno:npm:server@2'],
])('%s downloads %s', (line, name, spec) => {
  const [command, ...args] = line.split(' ')
  expect(runnerPackageOf(command, args)).toEqual({ package: name, spec })
})

test.each([
  'node server.js',
  'npm start',
  'deno run main.ts',
  'npx',
  'uv sync',
  'docker run image',
  '/usr/bin/python3 -m server',
])('%s downloads nothing', line => {
  const [command, ...args] = line.split(' ')
  expect(runnerPackageOf(command, args)).toBeNull()
})

test('a server without a command downloads nothing', () => {
  expect(runnerPackageOf(undefined, [])).toBeNull()
})
