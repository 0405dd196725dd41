import { describe, expect, it } from 'vitest'
import type { EventLayout } from '../contracts/index.ts'
import { layouts } from './layouts.ts'
import { symbolInfo, tableNameOf, tableOf, tables } from './tables.ts'

describe('tables', () => {
  it('exist for every kind of event, and one for the instruments', () => {
    for (const kind of Object.keys(layouts)) expect(tables).toContain(tableOf(kind))
    expect(tables).toContain(symbolInfo)
    expect(tables.map((table) => table.table)).toEqual([...new Set(tables.map((table) => table.table))])
  })

  it('hold every column of their kinds once, in snake case', () => {
    for (const table of tables) {
      const names = table.columns.map((column) => column.name)
      expect(names).toEqual([...new Set(names)])
      for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/)
      for (const kind of table.kinds) {
        const fields = table.columns.filter((column) => column.source === 'layout' && (column.kinds?.includes(kind) ?? true))
        expect(fields.map((column) => column.field)).toEqual(layouts[kind as 'trade'].columns.map((column) => column.name))
      }
    }
  })

  it('have a time column and key columns that exist, and a description for each column', () => {
    for (const table of tables) {
      const names = new Set(table.columns.map((column) => column.name))
      for (const name of [table.time, ...(table.key ?? [])]) expect(names).toContain(name)
      for (const column of table.columns) expect(column.description.length).toBeGreaterThan(2)
    }
  })

  it('tell the four market metrics apart by kind', () => {
    const table = tableOf('mark')
    expect(table.kinds).toEqual(['ticker', 'mark', 'funding', 'open-interest'])
    expect(table.columns.find((column) => column.source === 'kind')?.name).toBe('kind')
    expect(table.columns.find((column) => column.name === 'mark_price')).toMatchObject({ optional: true, kinds: ['mark'] })
  })

  it('keep a kind of a plugin in x_<kind>', () => {
    const sentiment: EventLayout = {
      kind: 'x-acme.sentiment',
      columns: [{ name: 'moodIndex', type: 'float64', unit: undefined, optional: false }],
    }
    const table = tableOf(sentiment.kind, [sentiment])
    expect(table.table).toBe('x_acme_sentiment')
    expect(table.columns.at(-1)).toMatchObject({ name: 'mood_index', field: 'moodIndex', kinds: undefined })
    expect(tableNameOf('acme.sentiment')).toBe('x_acme_sentiment')
  })
})
