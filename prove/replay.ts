/**
 * A run over failing sockets, recorded once and replayed twice: the same events and the same stored rows, hash for hash.
 * Then how exactly a replay keeps the original pace, and how fast it is without one.
 * `npm run prove -- replay --seconds 30 --seed 1 --passes 10 --rounds 5`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type FlatOut, flatOut } from './parts/flat-out.ts'
import { longRecording } from './parts/long-recording.ts'
import { pacingOf } from './parts/paced.ts'
import { firstDifference, recordRun, replayRun, type RunDigest } from './parts/recorded-run.ts'
import { recordedSets } from './parts/sets.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '30' },
    pacing: { type: 'string', default: '20' },
    passes: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'feedloom-'))
const wanted = { folder, seed: Number(values.seed), seconds: Number(values.seconds), rate: 400, killEveryMs: 4_000 }
let broken = 0

const show = (name: string, { events, hash, rows, stored }: RunDigest): void =>
  console.log(`${name.padEnd(10)} ${events} events ${hash.slice(0, 16)}, ${rows} stored rows ${stored.slice(0, 16)}`)

async function proveEqual(title: string, where: string, backfill: string | undefined): Promise<RunDigest> {
  console.log(`\n${title}, both markets, ${wanted.seconds} s, seed ${wanted.seed}`)
  const run = await recordRun({ ...wanted, folder: where, ...(backfill === undefined ? {} : { backfill }) })
  show('live', run)
  for (const name of ['replay 1', 'replay 2']) {
    const replay = await replayRun(where, name.replace(' ', '-'))
    show(name, replay)
    const difference = firstDifference(run, replay)
    const equal = difference === undefined && run.hash === replay.hash && run.stored === replay.stored
    if (equal) continue
    broken += 1
    console.log(`  DIFFERENT: ${difference ?? 'the stored rows'}`)
  }
  console.log(
    `  ${Object.entries(run.byKind)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}`,
  )
  return run
}

const live = join(folder, 'live')
const { startedAt } = await proveEqual('sockets cut again and again', live, undefined)
await proveEqual('the same, history before live', join(folder, 'stitched'), '10m')

// Once the sockets are open.
const from = startedAt + 2_000
console.log(`\npace, ${values.pacing} s each (goal p99 2 ms on a quiet machine)`)
for (const speed of [1, 10]) {
  const span = Math.min(Number(values.pacing) * speed, wanted.seconds) * 1_000
  const { frames, p50Ms, p99Ms, maxMs } = await pacingOf({ files: join(live, 'recordings'), from, to: from + span }, speed)
  const late = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms, at most ${maxMs.toFixed(1)} ms`
  console.log(`x${speed}: ${frames} frames in ${(span / speed / 1_000).toFixed(0)} s, late by ${late}`)
}

console.log(`load of this machine: ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`)
console.log('\nflat out into the memory store (goal 1,000,000 events a second)')
const many = (value: number): string => Math.round(value).toLocaleString('en')

function showSpeed(name: string, { events, byKind, lines, bytes, floor, feedloom, tardis }: FlatOut): void {
  const mix = Object.entries(byKind).map(([kind, count]) => `${((100 * count) / events).toFixed(1)} % ${kind}`)
  console.log(`${name}, ${values.passes} times over: ${many(events)} events (${mix.join(', ')}), ${(bytes / 1e6).toFixed(0)} MB unpacked`)
  const { seconds, cpuSeconds } = feedloom
  const rates = `${many(lines / seconds)} lines a second, ${(bytes / 1e6 / seconds).toFixed(0)} MB a second`
  console.log(`  ${many(events / seconds)} events a second (${many(events / cpuSeconds)} a second of CPU), ${rates}`)
  console.log(`  CPU: ${(cpuSeconds / floor.cpuSeconds).toFixed(1)} times that of unpacking the file and finding its lines`)
  console.log(
    `  CPU of tardis-dev's mappers over the same frames, without a store: ${(tardis.cpuSeconds / cpuSeconds).toFixed(1)} times as much`,
  )
}

for (const set of recordedSets().filter(({ bars }) => !bars)) {
  const file = await longRecording(set, Number(values.passes), folder)
  showSpeed(set.name, await flatOut(file, set.venue, Number(values.rounds)))
}
rmSync(folder, { recursive: true, force: true })
console.log(broken === 0 ? '\nevery replay is equal' : `\n${broken} replays differ`)
process.exit(broken === 0 ? 0 : 1)
