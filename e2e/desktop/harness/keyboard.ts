import { expect, type Page } from 'playwright/test'

/** A person who has no mouse: each key, and then the look whether it can be seen where one is. */
export class KeyboardUser {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#page.keyboard.press(key)
      await expect.poll(() => this.#unseenFocus(), { message: `where the focus is after ${key}` }).toBeNull()
    }
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text)
  }

  /** Goes on with Tab until the focus is on what has this name. */
  async tabTo(name: string | RegExp, key = 'Tab'): Promise<void> {
    const seen: string[] = []
    for (let presses = 0; presses < 40; presses++) {
      await this.press(key)
      const label = await this.#focusedName()
      if (typeof name === 'string' ? label === name : name.test(label)) return
      seen.push(label)
    }
    throw new Error(`Tab never comes to ${String(name)}, only to ${seen.join(' | ')}`)
  }

  #focusedName(): Promise<string> {
    return this.#page.evaluate(() => {
      const element = (globalThis as unknown as PageGlobals).document.activeElement
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
    })
  }

  /** What has the focus without showing it; headings take it only so that a reader starts there. */
  #unseenFocus(): Promise<string | null> {
    return this.#page.evaluate(() => {
      const { document, getComputedStyle } = globalThis as unknown as PageGlobals
      const element = document.activeElement
      if (element === null || element === document.body || element.matches('h1, [role="menu"], [role="dialog"]'))
        return null
      const { outlineStyle, outlineWidth, backgroundColor } = getComputedStyle(element)
      const isOutlined = outlineStyle !== 'none' && outlineWidth !== '0px'
      const isHighlighted = element.matches('[data-highlighted]') && backgroundColor !== 'rgba(0, 0, 0, 0)'
      const box = element.getBoundingClientRect()
      const onShow = box.width > 0 && box.top >= -1 && box.bottom <= document.documentElement.clientHeight + 1
      return (isOutlined || isHighlighted) && onShow
        ? null
        : `${element.outerHTML.slice(0, 200)} ${JSON.stringify(box)}`
    })
  }
}

/** The part of the page's world that is looked at here; the suite itself runs in Node. */
interface PageGlobals {
  readonly document: {
    readonly activeElement: PageElement | null
    readonly body: PageElement
    readonly documentElement: { readonly clientHeight: number }
  }
  readonly getComputedStyle: (element: PageElement) => {
    readonly outlineStyle: string
    readonly outlineWidth: string
    readonly backgroundColor: string
  }
}

interface PageElement {
  readonly outerHTML: string
  readonly textContent: string | null
  matches(selector: string): boolean
  getAttribute(name: string): string | null
  getBoundingClientRect(): { readonly width: number; readonly top: number; readonly bottom: number }
}
