import type { ColumnSpec, ColumnType } from '../contracts/index.ts'

/** A column of a kind's layout, with what people need to know about it. */
export interface ColumnField extends ColumnSpec {
  /** One line, for documents and database comments. */
  readonly description: string
  /** Column name in a table, snake_case; unique within the table. */
  readonly column: string
}

type Make = (name: string, description: string, unit?: string, column?: string) => ColumnField

/** `bidPrice` -> `bid_price`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll(/[^a-z0-9_]+/g, '_')
}

const maker =
  (type: ColumnType, optional: boolean): Make =>
  (name, description, unit, column = snakeCase(name)) => ({ name, type, unit, optional, description, column })

const both = (type: ColumnType): Make & { readonly maybe: Make } => Object.assign(maker(type, false), { maybe: maker(type, true) })

export const number: Make & { readonly maybe: Make } = both('float64')
export const flag: Make & { readonly maybe: Make } = both('boolean')
/** Many distinct texts: ids, messages. */
export const text: Make & { readonly maybe: Make } = both('text')
/** Few distinct texts: sides, intervals, venues. */
export const word: Make & { readonly maybe: Make } = both('dictionary')
export const time: Make & { readonly maybe: Make } = both('time')
export const numbers: Make & { readonly maybe: Make } = both('float64-list')
export const texts: Make & { readonly maybe: Make } = both('text-list')
export const json: Make & { readonly maybe: Make } = both('json')
