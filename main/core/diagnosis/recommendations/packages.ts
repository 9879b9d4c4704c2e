import { launchedBy, type Recommendation } from './recommendation.ts'

/** Packages, registries and runtimes. */
export const packageRecommendations = {
  npm_package_not_found: {
    means: 'npm’s registry has no such package: mistyped, private or withdrawn.',
    summary: 'The npm package {object|that {server} starts} does not exist.',
    cures: [
      'Check the spelling of {object|the package} in "args"; if you know the right name, `npm install -g NAME` shows that it exists.',
    ],
  },
  npm_version_not_found: {
    means: 'The package exists, but not in this version.',
    summary: 'The version {object|that "args" asks for} does not exist.',
    cures: ['Drop the version or pin one that exists; `npm view {object|NAME} versions` lists them.'],
  },
  npm_bin_missing: {
    means: 'The package has no program to run, or several.',
    summary: 'The package {object|that {server} starts} has no program to run.',
    cures: ['Name the program as well (npx -p {object|PACKAGE} PROGRAM), or update the package.'],
  },
  package_cache_corrupt: {
    means: 'The cache of npx, uv or pipx is damaged or half written.',
    summary: 'The package cache is damaged at {object|the entry of {server}}.',
    cures: [
      { when: launchedBy('uvx', 'uv'), text: 'Run `uv cache clean`, then try again.' },
      { when: launchedBy('pipx'), text: 'Run `pipx reinstall-all`, then try again.' },
      'Delete the damaged entry (the folder _npx in `npm config get cache`), then try again.',
    ],
  },
  registry_auth: {
    means: 'The registry refuses to hand out the package without, or with these, credentials.',
    summary: 'The registry refused access to {object|the package}.',
    cures: ['Log in to the registry (npm login, docker login or an index password), or correct the scope in .npmrc.'],
  },
  registry_unreachable: {
    means: 'The registry or repository that the package comes from could not be reached.',
    summary: 'The registry could not be reached for {object|the package}.',
    cures: ['Check connectivity to {object|the registry}, a mirror or the proxy; it is tried again by itself.'],
  },
  pypi_package_not_found: {
    means: 'The Python index has no such package or version.',
    summary: 'The Python package {object|that {server} starts} was not found.',
    cures: [
      'Check the spelling of {object|the package}, or install it from its repository (uvx --from git+https://…).',
    ],
  },
  native_build_failed: {
    means: 'There is no ready build for this system, and building it here failed.',
    summary: '{object|A package} could not be built on this machine.',
    cures: [
      {
        when: launchedBy('uvx', 'uv'),
        text: 'Choose a Python for which {object|it} has wheels (uvx --python 3.12), or install a compiler.',
      },
      'Use a runtime version for which {object|the package} has ready builds, or install a compiler.',
    ],
  },
  python_version_mismatch: {
    means: 'The server needs another version of Python.',
    summary: '{server} needs another version of {object|Python}.',
    cures: [
      { when: launchedBy('uvx', 'uv'), text: 'Add --python 3.12 to the arguments, before the package.' },
      'Check `python --version` and `pip list`, and use the Python that {server} asks for.',
    ],
  },
  node_version_mismatch: {
    means: 'The server needs another version of Node.js.',
    summary: '{server} needs another version of {object|Node.js}.',
    cures: [
      'Check version compatibility: use Node.js 22 LTS or later, by its absolute path in "command" (`node --version` shows yours).',
    ],
  },
  other_runtime_mismatch: {
    means: 'Java, .NET, Ruby, Go or another runtime is missing or too old.',
    summary: '{server} needs {object|a runtime} in a version that is not installed.',
    cures: ['Check version compatibility and install the version of {object|the runtime} that the message names.'],
  },
  node_module_not_found: {
    means: 'A dependency of a local server is not installed.',
    summary: 'The Node.js module {object|that {server} loads} is not installed.',
    cures: [
      {
        when: launchedBy('npx', 'bunx', 'pnpx'),
        text: 'Add it to the same start (npx -p {object|MODULE} -p PACKAGE PROGRAM), or update the package.',
      },
      'Run `npm install` in the folder of the server; a program of its own is installed with `npm install -g {object|NAME}`.',
    ],
  },
  py_module_not_found: {
    means: 'A Python module is missing in the interpreter that runs the server.',
    summary: 'The Python module {object|that {server} imports} is not installed.',
    cures: [
      { when: launchedBy('uvx'), text: 'Add it to the same start: uvx --with {object|MODULE} before the package.' },
      {
        when: launchedBy('uv'),
        text: 'Run `uv sync` in the folder of the server, or add --with {object|MODULE} after `uv run`.',
      },
      'Install it into the interpreter in use: `{command} -m pip install {object|MODULE}`.',
      'Check `python --version` and `pip list`: another interpreter may have it.',
    ],
  },
  dependency_version_conflict: {
    means: 'A dependency was resolved to a version with which the server does not work.',
    summary: 'A dependency of {server} has a version that does not fit: {object|see its message}.',
    cures: [
      {
        when: launchedBy('uvx', 'uv'),
        text: 'Check version compatibility and pin the dependency, for instance uvx --with "mcp<2".',
      },
      'Check version compatibility: pin {object|the dependency} or update {server}.',
    ],
  },
  esm_cjs_mismatch: {
    means: 'ES modules and CommonJS are mixed in a way that this Node.js does not allow.',
    summary: '{server} mixes module systems in a way that this Node.js does not allow{object|}.',
    cures: ['Check version compatibility: use Node.js 22.12 or later, or update {server}.'],
  },
  runtime_asset_missing: {
    means: 'A browser, model or driver that the server downloads separately is missing.',
    summary: 'Something that {server} downloads separately is missing: {object|see its message}.',
    cures: ['Run the download that its message names, such as `npx playwright install`.'],
  },
} as const satisfies { readonly [category: string]: Recommendation }
