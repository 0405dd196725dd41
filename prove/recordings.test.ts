import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proveServed } from './parts/served.ts'
import { recordedSets } from './parts/sets.ts'

const sets = recordedSets()
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feedloom-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(sets)('$name', (set) => {
  it('served by the simulated venue and followed live, gives what was computed from the files', async () => {
    const { verdict, summary } = await proveServed(set, join(folder, `${set.name}.duckdb`))
    expect(verdict.differences).toEqual([])
    expect(verdict.checks).toBeGreaterThan(30)
    expect(summary.gaps.total).toBe(0)
    expect(summary.errors).toEqual({})
  })
})
