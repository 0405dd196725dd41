import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proveCommand, proveMemory } from './parts/replayed.ts'
import { proveServed } from './parts/served.ts'
import { recordedSets } from './parts/sets.ts'

const sets = recordedSets()
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feedloom-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(sets)('$name', (set) => {
  it('replayed by `feedloom run` into DuckDB, gives what was computed from the files', async () => {
    const { verdict, code, output } = await proveCommand(set, mkdtempSync(join(folder, 'run-')))
    expect(verdict.differences).toEqual([])
    expect({ code, output }).toMatchObject({ code: 0 })
  })

  it('replayed into the memory store, gives the same', async () => {
    const verdict = await proveMemory(set)
    expect(verdict.differences).toEqual([])
    expect(verdict.checks).toBeGreaterThan(30)
  })

  it('served by the simulated venue and followed live, gives what was computed from the files', async () => {
    const { verdict, summary } = await proveServed(set, join(folder, `${set.name}.duckdb`))
    expect(verdict.differences).toEqual([])
    expect(verdict.checks).toBeGreaterThan(30)
    expect(summary.gaps.total).toBe(0)
    expect(summary.errors).toEqual({})
  })
})
