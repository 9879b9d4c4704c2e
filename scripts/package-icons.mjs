// Draws every icon of assets/ from its two vector sources: run it after changing icon.svg or tray.svg, and commit both.
// Needs Electron and a display (`xvfb-run -a node scripts/package-icons.mjs`).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findElectron } from './lib/package-electron.mjs'

const assets = join(import.meta.dirname, '..', 'assets')
const applicationSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
/** 22 and its double: Linux and macOS; 16, 24 and 32: Windows at 100, 150 and 200 %. */
const traySizes = [16, 22, 24, 32, 44]
const states = ['idle', 'busy', 'ok', 'attention', 'error', 'paused']
const badges = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'more']

const tray = join(assets, 'tray.svg')
const jobs = [
  ...applicationSizes.map(size => ({
    source: join(assets, 'icon.svg'),
    size,
    target: join(assets, 'icons', `${size}x${size}.png`),
  })),
  ...traySizes.flatMap(size => [
    ...states.flatMap(state =>
      ['tray', 'template'].map(kind => ({
        source: tray,
        symbol: `${kind}-${state}`,
        size,
        target: join(assets, 'tray', `${kind}-${state}-${size}.png`),
      })),
    ),
    ...badges.map(badge => ({
      source: tray,
      symbol: `badge-${badge}`,
      size: Math.round((size * 12) / 22),
      target: join(assets, 'tray', `badge-${badge}-${size}.png`),
    })),
  ]),
].filter(job => !('symbol' in job && String(job.symbol).startsWith('template') && job.size !== 22 && job.size !== 44))

const folder = mkdtempSync(join(tmpdir(), 'icons-'))
try {
  const jobsFile = join(folder, 'icon-jobs.json')
  writeFileSync(jobsFile, JSON.stringify(jobs))
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const script = join(import.meta.dirname, 'lib', 'package-icons-electron.cjs')
  const { status } = spawnSync(
    findElectron().executable,
    [...sandbox, '--disable-gpu', `--user-data-dir=${folder}`, script, jobsFile],
    { stdio: 'inherit', timeout: 120_000 },
  )
  process.exitCode = status ?? 1
  if (status === 0) console.log(`${jobs.length} icons drawn into assets/`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
