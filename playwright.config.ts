import { defineConfig } from 'playwright/test'
import { findElectron } from './scripts/lib/package-electron.mjs'

// Playwright and Electron's npm package both look here for the runtime.
process.env.ELECTRON_OVERRIDE_DIST_PATH ??= findElectron().folder

/** Run under a session bus and a display of their own: `dbus-run-session -- xvfb-run -a playwright test`. */
export default defineConfig({
  testDir: 'e2e/desktop',
  outputDir: 'test-results',
  // One desktop, one tray: two applications at once would see each other's.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  projects: [
    { name: 'desktop', testIgnore: '**/packaged/**' },
    { name: 'packaged', testMatch: '**/packaged/**/*.spec.ts' },
  ],
})
