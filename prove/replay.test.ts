import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { firstDifference, recordRun, replayRun, type RunDigest } from './parts/recorded-run.ts'

let folder: string | undefined

afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

const facts = ({ events, hash, rows, stored }: RunDigest): unknown => ({ events, hash, rows, stored })

describe('a run that was recorded', () => {
  it('comes back event for event and row for row, timers, gaps and history included', { timeout: 60_000 }, async () => {
    folder = mkdtempSync(join(tmpdir(), 'feedloom-'))
    const run = await recordRun({ folder, seed: 7, seconds: 6, rate: 300, killEveryMs: 2_000, backfill: '5m' })
    const first = await replayRun(folder, 'first')
    const second = await replayRun(folder, 'second')
    expect(Object.keys(run.byKind)).toEqual(expect.arrayContaining(['trade', 'bar', 'indicator', 'book.snapshot', 'gap', 'mark']))
    expect(firstDifference(run, first)).toBeUndefined()
    expect(facts(first)).toEqual(facts(run))
    expect(facts(second)).toEqual(facts(run))
  })
})
