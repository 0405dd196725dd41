/** Every recorded set, replayed by the command, replayed in code and served over sockets, against what was computed from the files. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Verdict } from './parts/compare-store.ts'
import { proveCommand, proveMemory } from './parts/replayed.ts'
import { proveServed } from './parts/served.ts'
import { type RecordedSet, recordedSets } from './parts/sets.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-'))
const ways: Readonly<Record<string, (set: RecordedSet) => Promise<Verdict>>> = {
  'feedloom run into DuckDB': async (set) => (await proveCommand(set, mkdtempSync(join(folder, 'run-')))).verdict,
  'replayed into the memory store': proveMemory,
  'served over sockets into DuckDB': async (set) =>
    (await proveServed(set, join(mkdtempSync(join(folder, 'live-')), 'live.duckdb'))).verdict,
}
const sets = recordedSets()
let failures = sets.length === 0 ? 1 : 0
if (failures > 0) console.log('the shared fixtures are not here')
for (const set of sets) {
  for (const [way, prove] of Object.entries(ways)) {
    const { checks, differences } = await prove(set)
    failures += differences.length
    console.log(`${differences.length === 0 ? 'equal    ' : 'DIFFERENT'}  ${set.name}, ${way}: ${checks} figures`)
    for (const difference of differences) console.log(`           ${difference}`)
  }
}
rmSync(folder, { recursive: true, force: true })
process.exit(failures === 0 ? 0 : 1)
