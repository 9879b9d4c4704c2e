import { defineConfig } from 'playwright/test'

/** The components and the window over made-up servers, in a plain browser: `playwright test -c e2e/gallery`. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/gallery',
  workers: 1,
  timeout: 20_000,
  expect: { timeout: 5_000 },
  forbidOnly: true,
  reporter: [['list']],
  projects: [{ name: 'gallery' }],
})
