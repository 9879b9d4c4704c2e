import { launchedBy, missing, type Recommendation } from './recommendation.ts'

const installCures = [
  {
    when: missing('npx', 'npm', 'node', 'pnpm', 'yarn'),
    text: 'Install Node.js LTS, which brings npx, or write the full path of {object|the command} into "command".',
  },
  {
    when: missing('uvx', 'uv'),
    text: 'Install uv, which brings uvx (https://docs.astral.sh/uv/), or write its full path into "command".',
  },
  { when: missing('docker'), text: 'Install Docker, or write the full path of docker into "command".' },
  'Install {object|the command} or correct PATH, for instance by writing its full path into "command".',
]

/** Commands, folders, files and rights. */
export const commandRecommendations = {
  command_not_found: {
    means: 'The program that starts the server, or a helper such as git, is not installed.',
    summary: 'The command {object|that starts {server}} was not found.',
    cures: installCures,
  },
  path_not_inherited: {
    means:
      'The program is installed, but not in the PATH that {server} gets; applications started from a desktop do not read a shell’s profile.',
    summary: '{object|The command} is not in the PATH that {server} gets.',
    cures: ['Correct PATH or write the full path into "command"; `command -v {object|NAME}` in a terminal shows it.'],
  },
  windows_cmd_shim: {
    means: 'On Windows the command is a .cmd or .ps1 wrapper that cannot be started directly.',
    summary: '{object|The command} is a Windows script that cannot be started directly.',
    cures: ['Start it through cmd: set "command" to cmd and put /c {object|the command} before the arguments.'],
  },
  working_dir_missing: {
    means: 'The working directory does not exist, or a relative path is looked for in the wrong one.',
    summary: '{server} looks for {object|its files} in a folder that is missing or the wrong one.',
    cures: [
      'Verify or create the working directory (mkdir -p "{folder}"), and set "working_dir" to the folder of the server.',
      'Write absolute paths into "args".',
    ],
  },
  permission_denied: {
    means: 'The system refuses access to a file, folder or program.',
    summary: 'Access to {object|a file or folder} was denied.',
    cures: [
      'Give your user access to {object|it} (chown or chmod; on macOS allow it under Privacy & Security), then try again.',
    ],
  },
  exec_format: {
    means: 'The program or image was built for another processor or system.',
    summary: '{object|The program} was built for another processor or system.',
    cures: [
      {
        when: launchedBy('docker', 'podman'),
        text: 'Use an image for this processor, or add --platform linux/amd64 to the arguments.',
      },
      'Install the build of {object|the program} for this processor and system.',
    ],
  },
  native_lib_missing: {
    means: 'A shared library that the program needs is missing or too old.',
    summary: 'The system library {object|that {server} needs} is missing or too old.',
    cures: ['Install {object|the library} with the system’s package manager, or run the server in a container.'],
  },
  entrypoint_missing: {
    means: 'The server’s own file does not exist: not built, moved or mistyped.',
    summary: 'The server’s file {object|itself} does not exist.',
    cures: ['Build the server, or correct the path {object|in "args"}.'],
  },
  path_not_accessible: {
    means: 'A file or folder that was given to the server does not exist or is not mounted.',
    summary: 'The path {object|given to {server}} does not exist or cannot be used.',
    cures: ['Create {object|the path}, or correct it in the arguments of {server}.'],
  },
  os_resource_limit: {
    means: 'The system has no processes, threads or open files left; it is not the server’s fault.',
    summary: 'The system refused another process, thread or open file.',
    cures: ['Lower connection_management.max_concurrent_connections, or raise the limit (ulimit -n, ulimit -u).'],
  },
  out_of_memory: {
    means: 'The server needed more memory than it was given.',
    summary: '{server} ran out of memory.',
    cures: [
      'Give it more memory (for Node.js: --max-old-space-size in NODE_OPTIONS) or less to do, and close what you do not need.',
    ],
  },
  disk_full: {
    means: 'A disk is full.',
    summary: 'No space is left on a disk that {server} writes to.',
    cures: ['Free space, for instance with `npm cache clean --force`, `uv cache clean` or `docker system prune`.'],
  },
  native_crash: {
    means: 'The program crashed in native code or was killed.',
    summary: '{server} crashed{object| }.',
    cures: ['Update {server} or pin its previous version, and report the crash to its maker.'],
  },
  env_not_propagated: {
    means: 'A variable that is configured or belongs to the system does not reach the server.',
    summary: 'The variable {object|that {server} needs} does not reach it.',
    cures: ['Write {object|the variable} with its value into "env" of {server}.'],
  },
  missing_env: {
    means: 'The server says that a variable or key is not set.',
    summary: '{server} needs {object|a variable or key} that is not set.',
    cures: ['Set {object|the variable it names} in "env" of {server}.'],
  },
  invalid_args: {
    means: 'The command line is wrong: an argument is missing or unknown, or everything stands in "command".',
    summary: 'The command line of {server} is wrong{object|}: {line|its program rejected it}.',
    cures: ['Correct "command" and "args": one word each, the program in "command", no extra quotes.'],
  },
  invalid_config: {
    means: 'A configuration file or an address in it cannot be read as what it should be.',
    summary: 'A configuration of {server} is invalid: {object|see its message}.',
    cures: [
      'Correct {object|the configuration}: check commas, quotes, backslashes and placeholders, and save it without a byte order mark.',
    ],
  },
} as const satisfies { readonly [category: string]: Recommendation }
