import type { Category } from '#shared/categories'
import type { ExplainInput } from '../explain-input.ts'

/** A message that a program is known to print, and what it means. */
export type Message = readonly [category: Category, text: string, more?: Omit<ExplainInput, 'text'>]
