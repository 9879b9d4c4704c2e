import { isBuiltin } from 'node:module'
import { posix, relative, resolve, sep } from 'node:path'

/** Any of Node's own modules, named with its prefix. */
const node = 'node:*'
const corePackages =
  '@modelcontextprotocol/sdk pino dockerode execa minisearch libsql jsonc-parser zod eventsource-parser https-proxy-agent'.split(
    ' ',
  )
const windowPackages =
  'react react-dom zustand radix-ui class-variance-authority lucide-react @tanstack/react-virtual uplot'.split(' ')
const driverPackages =
  'playwright @axe-core/playwright @modelcontextprotocol/sdk dbus-next pngjs dockerode vitest'.split(' ')

/**
 * The dependency rule: which folders and packages the files of each folder may import, besides their own folder.
 * The first entry that a file lies in is its layer. `packages: null` means any.
 * @type {readonly { layer: string, folders: readonly string[], packages: readonly string[] | null }[]}
 */
export const layers = [
  { layer: 'shared', folders: [], packages: ['zod'] },
  { layer: 'main/core', folders: ['shared'], packages: [node, ...corePackages] },
  { layer: 'main/cli', folders: ['main/core', 'shared'], packages: [node] },
  {
    layer: 'main/electron',
    folders: ['main/core', 'shared'],
    packages: [node, 'electron', 'electron-store', 'dbus-next', 'zod'],
  },
  { layer: 'main/index.ts', folders: ['main', 'shared'], packages: [node, 'electron'] },
  { layer: 'preload', folders: ['shared'], packages: ['electron'] },
  { layer: 'renderer', folders: ['shared'], packages: windowPackages },
  { layer: 'e2e', folders: ['shared'], packages: [node, ...driverPackages] },
  { layer: 'bench', folders: ['main', 'shared', 'e2e/fixtures'], packages: null },
  { layer: 'scripts', folders: ['main', 'shared'], packages: null },
]

// Tests run in plain Node wherever they lie, and drive what lies beside them.
const testPackages = [node, 'vitest', 'fast-check', '@modelcontextprotocol/sdk']
const isTest = (/** @type {string} */ file) => /\.(test|fixture)\.tsx?$/.test(file)
const lies = (/** @type {string} */ path, /** @type {string} */ folder) =>
  path === folder || path.startsWith(`${folder}/`)

/**
 * Says what is wrong with one import, or null.
 * @param {string} file - the importing file, relative to the clone, with forward slashes
 * @param {string} specifier - as written
 * @returns {string | null}
 */
export function judgeImport(file, specifier) {
  const own = layers.find(({ layer }) => lies(file, layer))
  if (!own || file.endsWith('.config.ts')) return null // configuration belongs to the tools, not to a layer
  const target = locate(file, specifier)
  if (target !== null) {
    const allowed = [own.layer, ...own.folders]
    return allowed.some(folder => lies(target, folder))
      ? null
      : `${own.layer} may not import ${target}: only ${allowed.join(', ')}`
  }
  const name = packageName(specifier)
  const packages = own.packages && [...own.packages, ...(isTest(file) ? testPackages : [])]
  if (packages === null || packages.includes(name)) return null
  return `${own.layer} may not import ${specifier}: only ${packages.join(', ') || 'its own folder'}`
}

/**
 * Where a specifier leads inside the clone; null for a package.
 * @param {string} file
 * @param {string} specifier
 */
function locate(file, specifier) {
  if (specifier.startsWith('#shared/')) return specifier.slice(1)
  if (specifier.startsWith('#core/')) return `main/${specifier.slice(1)}`
  return /^\.{1,2}(\/|$)/.test(specifier) ? posix.normalize(posix.join(posix.dirname(file), specifier)) : null
}

/** @param {string} specifier */
function packageName(specifier) {
  if (specifier.startsWith('node:')) return node
  if (isBuiltin(specifier)) return specifier // without the prefix it is not recognised, and so not allowed
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The same judgement for every way to import, the ones at run time and of types included. */
const imports = {
  meta: { type: 'problem' },
  create(/** @type {any} */ context) {
    const file = relative(context.cwd, resolve(context.cwd, context.filename)).split(sep).join('/')
    const check = (/** @type {any} */ node) => {
      const specifier = node.source?.value
      const message = typeof specifier === 'string' ? judgeImport(file, specifier) : null
      if (message) context.report({ node, message })
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
      TSImportType: check,
    }
  },
}

/** One file talks over IPC, so that every message is checked in one place. */
const ipc = {
  meta: { type: 'problem' },
  create(/** @type {any} */ context) {
    const file = relative(context.cwd, resolve(context.cwd, context.filename)).split(sep).join('/')
    if (!lies(file, 'main') || file === 'main/electron/ipc.ts' || isTest(file)) return {}
    const message = 'Raw ipcMain and webContents.send belong in main/electron/ipc.ts alone'
    return {
      ImportSpecifier(/** @type {any} */ node) {
        if (node.imported.name === 'ipcMain') context.report({ node, message })
      },
      MemberExpression(/** @type {any} */ node) {
        const owner = node.object.property?.name ?? node.object.name
        if (node.property.name === 'ipcMain' || (node.property.name === 'send' && owner === 'webContents'))
          context.report({ node, message })
      },
    }
  },
}

/** Modules keep no state that changes: whoever needs some owns it in an instance. */
const moduleState = {
  meta: { type: 'problem' },
  create(/** @type {any} */ context) {
    const check = (/** @type {any} */ node) => {
      if (node?.type === 'VariableDeclaration' && ['let', 'var'].includes(node.kind) && !node.declare)
        context.report({ node, message: 'No module-level let: a changing value belongs to an instance' })
    }
    return {
      Program: (/** @type {any} */ program) =>
        program.body.forEach((/** @type {any} */ node) => check(node.declaration ?? node)),
    }
  },
}

const aim = 200 // lines; 300 is an error of its own

/** Says early that a file grows too long. */
const longFile = {
  meta: { type: 'suggestion' },
  create(/** @type {any} */ context) {
    return {
      Program(/** @type {any} */ node) {
        const count = context.sourceCode.lines.length
        if (count > aim) context.report({ node, message: `${count} lines: aim for at most ${aim}` })
      },
    }
  },
}

export default { meta: { name: 'house' }, rules: { imports, ipc, 'module-state': moduleState, 'long-file': longFile } }
