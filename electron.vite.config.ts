import { existsSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const at = (path: string) => resolve(import.meta.dirname, path)
// An entry that is not written yet leaves the others buildable.
const entries = (paths: Record<string, string>) =>
  Object.fromEntries(Object.entries(paths).flatMap(([name, path]) => (existsSync(at(path)) ? [[name, at(path)]] : [])))

const main = entries({
  index: 'main/index.ts',
  cli: 'main/cli/index.ts',
  reaper: 'main/core/cleanup/reaper.ts', // what the guardian runs when the application has died
})
const preload = entries({ index: 'preload/index.ts' })
const renderer = entries({ index: 'renderer/index.html' })
const hasAny = (found: Record<string, string>) => Object.keys(found).length > 0

// What a bundle cannot hold: the runtime's own modules, and packages with native code.
const external = [
  'electron',
  /^electron\//,
  ...builtinModules,
  /^node:/,
  'libsql',
  /^@libsql\//,
  /^cpu-features/,
  'usocket', // optional helpers of dbus-next: it does without them
  'x11',
  /\.node$/,
]

export default defineConfig({
  ...(hasAny(main) && {
    main: {
      plugins: [executableCli()],
      build: {
        externalizeDeps: false,
        target: 'node20', // the oldest runtime that runs it: Electron 33
        rollupOptions: {
          input: main,
          external,
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
  }),
  ...(hasAny(preload) && {
    preload: {
      build: {
        externalizeDeps: false,
        target: 'node20',
        // A sandboxed preload is one CommonJS file.
        rollupOptions: {
          input: preload,
          external: ['electron'],
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  }),
  ...(hasAny(renderer) && {
    renderer: {
      root: at('renderer'),
      plugins: [react(), tailwindcss()],
      build: { minify: true, target: 'chrome130', rollupOptions: { input: renderer } },
    },
  }),
} satisfies UserConfig)

/** Lets the command be started by its name; nothing else gets the line, which no module may carry twice. */
function executableCli(): Plugin {
  return {
    name: 'executable-cli',
    renderChunk(code, chunk) {
      return chunk.isEntry && chunk.name === 'cli' && !code.startsWith('#!')
        ? { code: `#!/usr/bin/env node\n${code}`, map: null }
        : null
    },
  }
}
