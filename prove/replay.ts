/**
 * A run over failing sockets, recorded once and replayed twice: the same events and the same stored rows, hash for hash.
 * Then how exactly a replay keeps the original pace, and how fast it is without one.
 * `npm run prove -- replay --seconds 30 --seed 1 --loops 3`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { flatOut, pacingOf } from './parts/paced.ts'
import { firstDifference, recordRun, replayRun, type RunDigest } from './parts/recorded-run.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '30' },
    pacing: { type: 'string', default: '20' },
    loops: { type: 'string', default: '3' },
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
const perSecond = (events: number, seconds: number): string => Math.round(events / seconds).toLocaleString('en')
for (const { set, events, seconds, cpuSeconds } of await flatOut(Number(values.loops))) {
  const rates = `${perSecond(events, seconds)} a second, ${perSecond(events, cpuSeconds)} a second of CPU`
  console.log(`${set.padEnd(29)} ${events} events in ${seconds.toFixed(2)} s: ${rates}`)
}
rmSync(folder, { recursive: true, force: true })
console.log(broken === 0 ? '\nevery replay is equal' : `\n${broken} replays differ`)
process.exit(broken === 0 ? 0 : 1)
