import type { Message } from './message.ts'

const npx = (...args: string[]) => ({ command: 'npx', args: ['-y', ...args] })
const uvx = (...args: string[]) => ({ command: 'uvx', args })
const python = { command: 'python3', args: ['server.py'] }
const node = { command: 'node', args: ['/srv/tool/dist/index.js'] }

/** What package managers and runtimes print, by cause. */
export const packageMessages: readonly Message[] = [
  [
    'npm_package_not_found',
    "npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/@acme%2fmcp-servr - Not found\nnpm error 404\nnpm error 404  '@acme/mcp-servr@*' is not in this registry.",
    npx('@acme/mcp-servr'),
  ],
  [
    'npm_package_not_found',
    ' ERR_PNPM_FETCH_404  GET https://registry.npmjs.org/mcp-nope: Not Found - 404\n\nmcp-nope is not in the npm registry, or you have no permission to fetch it.',
    { command: 'pnpm', args: ['dlx', 'mcp-nope'] },
  ],
  [
    'npm_package_not_found',
    'error: GET https://registry.npmjs.org/mcp-nope - 404',
    { command: 'bunx', args: ['mcp-nope'] },
  ],
  [
    'npm_version_not_found',
    'npm ERR! code ETARGET\nnpm ERR! notarget No matching version found for mcp-thing@^9.0.0.\nnpm ERR! notarget In most cases you or one of your dependencies are requesting',
    npx('mcp-thing@^9.0.0'),
  ],
  [
    'npm_version_not_found',
    ' ERR_PNPM_NO_MATCHING_VERSION  No matching version found for mcp-thing@7.7.7',
    { command: 'pnpm', args: ['dlx', 'mcp-thing@7.7.7'] },
  ],
  ['npm_bin_missing', 'npm ERR! could not determine executable to run', npx('some-library')],
  ['npm_bin_missing', 'sh: 1: mcp-server-weather: not found', npx('@acme/mcp-server-weather')],
  [
    'invalid_args',
    'npm error could not determine executable to run',
    { command: 'npx', args: ['install', 'mcp-thing'] },
  ],
  [
    'package_cache_corrupt',
    'npm ERR! code EINTEGRITY\nnpm ERR! sha512-AAA== integrity checksum failed when using sha512: wanted sha512-AAA== but got sha512-BBB==.',
    npx('mcp-thing'),
  ],
  [
    'package_cache_corrupt',
    "npm error code ENOTEMPTY\nnpm error syscall rename\nnpm error path /home/u/.npm/_npx/ab12/node_modules/zod\nnpm error ENOTEMPTY: directory not empty, rename '/home/u/.npm/_npx/ab12/node_modules/zod' -> '/home/u/.npm/_npx/ab12/node_modules/.zod-x'",
    npx('mcp-thing'),
  ],
  [
    'package_cache_corrupt',
    "npm WARN tar TAR_ENTRY_ERROR ENOENT: no such file or directory, open '/home/u/.npm/_npx/ab/node_modules/ajv/dist/core.js'",
    npx('mcp-thing'),
  ],
  [
    'package_cache_corrupt',
    'error: Failed to install: pydantic_core-2.33.2-cp312-cp312-manylinux.whl (pydantic-core==2.33.2)\n  Caused by: Failed to read from the distribution cache\n  Caused by: failed to fill whole buffer',
    uvx('mcp-server-git'),
  ],
  [
    'package_cache_corrupt',
    '/home/u/.local/bin/mcp-proxy: /home/u/.local/pipx/venvs/mcp-proxy/bin/python: bad interpreter: No such file or directory',
    { command: 'mcp-proxy', args: [] },
  ],
  [
    'registry_auth',
    'npm error code E401\nnpm error Unable to authenticate, your authentication token seems to be invalid.',
    npx('@corp/mcp'),
  ],
  [
    'registry_auth',
    'error: Failed to fetch: `https://pypi.corp.example/simple/mcp-corp/`\n  Caused by: HTTP status client error (401 Unauthorized) for url (https://pypi.corp.example/simple/mcp-corp/)',
    uvx('mcp-corp'),
  ],
  [
    'registry_auth',
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
    uvx('--from', 'git+https://github.com/acme/private', 'x'),
  ],
  [
    'registry_unreachable',
    'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request to https://registry.npmjs.org/mcp-thing failed, reason: getaddrinfo ENOTFOUND registry.npmjs.org',
    npx('mcp-thing'),
  ],
  [
    'registry_unreachable',
    'error: Request failed after 3 retries\n  Caused by: Failed to fetch: `https://pypi.org/simple/mcp-server-fetch/`\n  Caused by: error sending request for url (https://pypi.org/simple/mcp-server-fetch/)\n  Caused by: client error (Connect)\n  Caused by: dns error: failed to lookup address information: Temporary failure in name resolution',
    uvx('mcp-server-fetch'),
  ],
  [
    'registry_unreachable',
    "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError': /simple/mcp/\nERROR: Could not find a version that satisfies the requirement mcp (from versions: none)\nERROR: No matching distribution found for mcp",
    { command: 'pip', args: ['install', 'mcp'] },
  ],
  [
    'registry_unreachable',
    "fatal: unable to access 'https://github.com/acme/mcp.git/': Could not resolve host: github.com",
    uvx('--from', 'git+https://github.com/acme/mcp', 'mcp'),
  ],
  [
    'pypi_package_not_found',
    '  × No solution found when resolving tool dependencies:\n  ╰─▶ Because mcp-server-weathr was not found in the package registry and you require mcp-server-weathr, we can conclude that your\n      requirements are unsatisfiable.',
    uvx('mcp-server-weathr'),
  ],
  [
    'pypi_package_not_found',
    'ERROR: Could not find a version that satisfies the requirement mcp-nope (from versions: none)\nERROR: No matching distribution found for mcp-nope',
    { command: 'pipx', args: ['run', 'mcp-nope'] },
  ],
  [
    'python_version_mismatch',
    '  × No solution found when resolving tool dependencies:\n  ╰─▶ Because the current Python version (3.9.6) does not satisfy Python>=3.10 and mcp-server-git==2025.1.14 depends on\n      Python>=3.10, we can conclude that mcp-server-git==2025.1.14 cannot be used.',
    uvx('mcp-server-git'),
  ],
  [
    'python_version_mismatch',
    'ERROR: Ignored the following versions that require a different python version: 0.9.1 Requires-Python >=3.10\nERROR: Could not find a version that satisfies the requirement mcp (from versions: none)\nERROR: No matching distribution found for mcp',
    { command: 'pip', args: ['install', 'mcp'] },
  ],
  [
    'python_version_mismatch',
    "Traceback (most recent call last):\n  File \"/srv/server.py\", line 3, in <module>\n    def f(x: str | None) -> None:\nTypeError: unsupported operand type(s) for |: 'type' and 'NoneType'",
    python,
  ],
  [
    'python_version_mismatch',
    'error: No interpreter found for Python 3.13 in managed installations or search path',
    uvx('--python', '3.13', 'x'),
  ],
  ['python_version_mismatch', "ModuleNotFoundError: No module named 'tomllib'", python],
  [
    'native_build_failed',
    "  × Failed to build `chroma-hnswlib==0.7.6`\n  ├─▶ The build backend returned an error\n  ╰─▶ Call to `setuptools.build_meta.build_wheel` failed (exit status: 1)\n      error: command '/usr/bin/gcc' failed with exit code 1",
    uvx('chroma-mcp'),
  ],
  [
    'native_build_failed',
    'npm error gyp ERR! find VS You need to install the latest version of Visual Studio\nnpm error gyp ERR! configure error',
    npx('mcp-sqlite'),
  ],
  [
    'native_build_failed',
    'error: Microsoft Visual C++ 14.0 or greater is required. Get it with "Microsoft C++ Build Tools"',
    uvx('mcp-x'),
  ],
  [
    'node_version_mismatch',
    "        this.x ??= 1;\n               ^^^\n\nSyntaxError: Unexpected token '??='\n    at wrapSafe (internal/modules/cjs/loader.js:1001:16)",
    npx('mcp-thing'),
  ],
  [
    'node_version_mismatch',
    'ReferenceError: File is not defined\n    at Object.<anonymous> (/srv/node_modules/undici/lib/web/fetch/file.js:5:1)\nNode.js v18.20.4',
    npx('mcp-thing'),
  ],
  [
    'node_version_mismatch',
    "Error: The module '/srv/better_sqlite3.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115. This version of Node.js requires\nNODE_MODULE_VERSION 127.",
    node,
  ],
  [
    'node_version_mismatch',
    'npm ERR! code EBADENGINE\nnpm ERR! engine Unsupported engine\nnpm ERR! engine Not compatible with your version of node/npm: mcp-thing@2.0.0\nnpm ERR! notsup Required: {"node":">=20"}',
    npx('mcp-thing'),
  ],
  ['node_version_mismatch', 'Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: node:sqlite', node],
  [
    'other_runtime_mismatch',
    'Error: LinkageError occurred while loading main class com.acme.Main\n\tjava.lang.UnsupportedClassVersionError: com/acme/Main has been compiled by a more recent version of the Java Runtime (class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0',
    { command: 'java', args: ['-jar', 'mcp.jar'] },
  ],
  [
    'other_runtime_mismatch',
    "You must install or update .NET to run this application.\n\nApp: /srv/Mcp.dll\nArchitecture: x64\nFramework: 'Microsoft.NETCore.App', version '9.0.0' (x64)",
    { command: 'dotnet', args: ['/srv/Mcp.dll'] },
  ],
  [
    'other_runtime_mismatch',
    'go: go.mod requires go >= 1.24 (running go 1.21.5; GOTOOLCHAIN=local)',
    { command: 'go', args: ['run', '.'] },
  ],
  [
    'node_module_not_found',
    "Error: Cannot find module '@modelcontextprotocol/sdk/server/index.js'\nRequire stack:\n- /srv/tool/dist/index.js".replace(
      '@modelcontextprotocol/sdk/server/index.js',
      'axios',
    ),
    node,
  ],
  [
    'node_module_not_found',
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'dotenv' imported from /srv/tool/dist/index.js\n    at packageResolve (node:internal/modules/esm/resolve:857:9)",
    node,
  ],
  [
    'py_module_not_found',
    'Traceback (most recent call last):\n  File "/srv/server.py", line 1, in <module>\n    from fastmcp import FastMCP\nModuleNotFoundError: No module named \'fastmcp\'',
    python,
  ],
  [
    'py_module_not_found',
    '/usr/bin/python3: No module named mcp_server_fetch',
    { command: 'python3', args: ['-m', 'mcp_server_fetch'] },
  ],
  [
    'dependency_version_conflict',
    "ImportError: cannot import name 'FastMCP' from 'mcp.server' (/srv/.venv/lib/python3.12/site-packages/mcp/server/__init__.py)",
    python,
  ],
  [
    'dependency_version_conflict',
    'npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree',
    npx('mcp-thing'),
  ],
  [
    'dependency_version_conflict',
    '× No solution found when resolving tool dependencies:\n╰─▶ Because mcp-thing==1.0 depends on pydantic<2 and fastmcp>=2 depends on pydantic>=2, we can conclude that mcp-thing==1.0 and fastmcp>=2 are incompatible.',
    uvx('mcp-thing'),
  ],
  [
    'dependency_version_conflict',
    'TypeError: keyValidator._parse is not a function\n    at ZodObject._parse (/srv/node_modules/zod/lib/types.js:1961:37)',
    node,
  ],
  [
    'dependency_version_conflict',
    "TypeError: FastMCP.__init__() got an unexpected keyword argument 'description'",
    python,
  ],
  [
    'esm_cjs_mismatch',
    'Error [ERR_REQUIRE_ESM]: require() of ES Module /srv/node_modules/chalk/source/index.js from /srv/tool/index.js not supported.',
    node,
  ],
  [
    'esm_cjs_mismatch',
    'SyntaxError: Cannot use import statement outside a module\n    at wrapSafe (node:internal/modules/cjs/loader:1378:20)',
    node,
  ],
  ['esm_cjs_mismatch', 'ReferenceError: require is not defined in ES module scope, you can use import instead', node],
  [
    'runtime_asset_missing',
    "browserType.launch: Executable doesn't exist at /home/u/.cache/ms-playwright/chromium-1148/chrome-linux/chrome\n╔═════════════════╗\n║ Looks like Playwright was just installed or updated. ║\n║     npx playwright install",
    npx('@playwright/mcp'),
  ],
  [
    'runtime_asset_missing',
    'Error: Could not find Chrome (ver. 131.0.6778.204). This can occur if either\n 1. you did not perform an installation before running the script (e.g. `npx puppeteer browsers install chrome`)',
    npx('@modelcontextprotocol/server-puppeteer'),
  ],
  [
    'runtime_asset_missing',
    "OSError: [E050] Can't find model 'en_core_web_sm'. It doesn't seem to be a Python package or a valid path to a data directory.",
    python,
  ],
  [
    'entrypoint_missing',
    "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '/srv/tool/dist/index.js'\n    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15)\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []",
    node,
  ],
  [
    'entrypoint_missing',
    "python3: can't open file '/srv/tool/server.py': [Errno 2] No such file or directory",
    { command: 'python3', args: ['/srv/tool/server.py'] },
  ],
  [
    'entrypoint_missing',
    'Error: Unable to access jarfile /srv/mcp.jar',
    { command: 'java', args: ['-jar', '/srv/mcp.jar'] },
  ],
]
