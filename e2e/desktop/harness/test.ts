import { test as base } from 'playwright/test'
import { Application, Home, type Program, type ServerEntry } from './application.ts'
import { FakeDesktop } from './fake-desktop.ts'

export { expect } from 'playwright/test'

export interface StartOptions {
  readonly servers?: readonly ServerEntry[]
  readonly settings?: object
  readonly args?: readonly string[]
  readonly program?: Program
  readonly env?: Record<string, string>
  /** Where an earlier start of this test left things. */
  readonly home?: Home
}

interface Fixtures {
  /** False: a desktop without a tray, until the test starts it. */
  readonly trayHost: boolean
  readonly desktop: FakeDesktop
  /** Starts the application in a home of its own; everything is gone after the test. */
  readonly start: (options?: StartOptions) => Promise<{ readonly app: Application; readonly home: Home }>
}

/** Playwright's test with a desktop around it. The desktop owns its names before the application looks for them. */
export const test = base.extend<Fixtures>({
  trayHost: [true, { option: true }],
  desktop: async ({ trayHost }, use) => {
    const desktop = await FakeDesktop.start({ trayHost })
    await use(desktop)
    desktop[Symbol.dispose]()
  },
  // Asks for `desktop` so that it is there first and goes last.
  start: async ({ desktop: _desktop }, use) => {
    const owned: AsyncDisposable[] = []
    await use(async ({ servers = [], settings = {}, home: given, ...how } = {}) => {
      const home = given ?? (await Home.make(servers, settings))
      if (given === undefined) owned.push(home)
      const app = await Application.start(home, how)
      owned.push(app)
      return { app, home }
    })
    for (const each of owned.reverse()) await each[Symbol.asyncDispose]()
  },
})
