/** Runs inside the page, so it uses nothing from outside itself: tries every way out, and says how each ended. */
export async function tryToEscape() {
  const world = globalThis as unknown as PageGlobals
  const { document } = world
  const blocked = new Set<string>()
  document.addEventListener('securitypolicyviolation', event => blocked.add(event.effectiveDirective))
  const add = (tag: string, attributes: Readonly<Record<string, string>>) => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    document.body.append(element)
    return element
  }
  const attempt = <T>(act: () => T) => {
    try {
      return act()
    } catch {
      return 'refused'
    }
  }
  const script = document.createElement('script')
  script.textContent = 'window.ran = true'
  document.body.append(script)
  add('script', { src: 'https://example.org/x.js' })
  add('img', { src: 'https://example.org/x.png', onerror: 'window.ran = true' })
  add('iframe', { src: 'https://example.org/' })
  const link = add('a', { href: 'https://example.org/', target: '_blank' })
  link.click()
  // A debugger's own script may evaluate, so this happens after it.
  const evaluated = await new Promise(resolve => world.setTimeout(() => resolve(attempt(() => world.eval('1 + 1')))))
  attempt(() => new world.Worker('data:text/javascript,postMessage(1)'))
  const socket = await new Promise<string>(resolve => {
    const given = attempt(() => new world.WebSocket('ws://127.0.0.1:9/'))
    if (typeof given === 'string') return resolve(given)
    given.onerror = () => resolve('refused')
    given.onopen = () => resolve('open')
  })
  const { clipboard, geolocation } = world.navigator
  const refusal = (error: { readonly name: string }) => error.name
  const read = await clipboard.readText().catch(refusal)
  const place = await new Promise<string>(resolve =>
    geolocation.getCurrentPosition(
      () => resolve('told'),
      ({ code }) => resolve(code === 1 ? 'denied' : `failed ${code}`),
    ),
  )
  return {
    blocked: [...blocked].sort(),
    evaluated,
    inline: world.ran === true ? 'ran' : 'did not run',
    socket,
    clipboard: read,
    place,
    notifications: await world.Notification.requestPermission(),
    opened: world.open('https://example.org'),
  }
}

/** The part of the page's world that is touched here; the suite itself runs in Node. */
interface PageGlobals {
  readonly ran?: boolean
  readonly eval: (code: string) => unknown
  readonly open: (url: string) => unknown
  readonly setTimeout: (run: () => void) => unknown
  readonly Worker: new (url: string) => unknown
  readonly WebSocket: new (url: string) => { onerror: () => void; onopen: () => void }
  readonly Notification: { requestPermission(): Promise<string> }
  readonly navigator: {
    readonly clipboard: { readText(): Promise<string> }
    readonly geolocation: {
      getCurrentPosition(found: () => void, failed: (error: { readonly code: number }) => void): void
    }
  }
  readonly document: {
    readonly body: { append(child: PageElement): void }
    createElement(tag: string): PageElement
    addEventListener(name: string, listener: (event: { readonly effectiveDirective: string }) => void): void
  }
}

interface PageElement {
  textContent: string
  setAttribute(name: string, value: string): void
  click(): void
}
