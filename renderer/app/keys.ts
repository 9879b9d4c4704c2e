/** True while keys are text: a shortcut must not take them. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role="searchbox"], [role="textbox"]'))
  )
}

/** A key alone, without a modifier that means something else. Shift is allowed, for `?`. */
export const isPlain = (event: { ctrlKey: boolean; metaKey: boolean; altKey: boolean }): boolean =>
  !event.ctrlKey && !event.metaKey && !event.altKey
