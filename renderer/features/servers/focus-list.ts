/** Puts the focus on the list's active row. */
export function focusList(): void {
  document.querySelector<HTMLElement>('[role="grid"] [role="row"][tabindex="0"]')?.focus()
}
