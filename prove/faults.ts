/**
 * A live source on a venue that fails at random, seed by seed: nothing may be missing without a gap that says so, every
 * book must end equal to the venue's own. `npm run prove -- faults --seeds 20 --seconds 10 --first 1`
 */
import { parseArgs } from 'node:util'
import { seededRandom } from '@feedloom/testkit'
import { type FaultRun, faultRun, sameBook, until, wait } from './parts/fault-run.ts'

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '10' }, seconds: { type: 'string', default: '8' }, first: { type: 'string', default: '1' } },
})

type Fault = (run: FaultRun, random: () => number) => string
const faults: readonly Fault[] = [
  ({ venue }) => `cut ${venue.faults.killSockets()} sockets`,
  ({ venue }) => `closed ${venue.faults.closeWith(1001, 'going away')} sockets`,
  ({ venue }, random) => {
    const ms = 1_000 + Math.floor(random() * 1_000)
    venue.faults.freeze(ms)
    return `frozen for ${ms} ms`
  },
  ({ venue }, random) => {
    const count = 1 + Math.floor(random() * 3)
    venue.faults.dropFrames(count)
    return `dropped ${count} frames`
  },
  ({ venue }) => {
    venue.faults.duplicateFrames(3)
    return 'sent 3 frames twice'
  },
  ({ venue }) => {
    venue.faults.corruptFrames(2)
    return 'cut 2 frames in half'
  },
  ({ venue }) => {
    venue.faults.answer429(1, 1)
    return 'answered 429 once'
  },
  ({ venue }) => `announced a shutdown to ${venue.faults.announceShutdown()} sockets`,
]

async function one(seed: number, seconds: number): Promise<readonly string[]> {
  const random = seededRandom(seed)
  const run = await faultRun(seed)
  const done: string[] = []
  const deadline = performance.now() + seconds * 1_000
  while (performance.now() < deadline) {
    await wait(300 + random() * 1_200)
    done.push(faults[Math.floor(random() * faults.length)]?.(run, random) ?? '')
  }
  run.venue.faults.clear()
  await until(
    () => run.engine.view.books().length === 2 && run.engine.view.books().every(({ state }) => state === 'good'),
    'good books',
    20_000,
  )
  await wait(500)
  const summary = await run.finish()
  const problems = [...run.laws.broken]
  for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
    if (!sameBook(run.engine.view.book(symbol), run.venue.oracle.book('binance', symbol)))
      problems.push(`${symbol}: the book is not the venue's`)
  }
  const events = Object.values(summary.events).reduce((sum, n) => sum + n, 0)
  console.log(
    `seed ${seed}: ${problems.length === 0 ? 'holds' : 'BROKEN'}; ${events} events, ${summary.gaps.total} gaps; ${done.join(', ')}`,
  )
  for (const problem of problems) console.log(`  ${problem}`)
  return problems
}

let broken = 0
for (let seed = Number(values.first); seed < Number(values.first) + Number(values.seeds); seed++) {
  broken += (await one(seed, Number(values.seconds))).length
}
console.log(broken === 0 ? 'every law held' : `${broken} laws broken`)
process.exit(broken === 0 ? 0 : 1)
