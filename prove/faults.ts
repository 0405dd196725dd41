/**
 * The whole stack on a venue that fails at random, seed by seed, in virtual time: a good book is the venue's at that
 * update, the ledger has every loss and nothing else, and what is stored at the end is what the venue made.
 * `npm run prove -- faults [--seeds 1000] [--first 1] [--minutes 3-10] [--workers 2]`
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { addFigures, figureLines, noFigures } from './parts/figures.ts'
import type { SeedTask } from './parts/seed-worker.ts'
import type { Verdict } from './parts/seeded-run.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    first: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '3-10' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
})
const [shortest = 3, longest = shortest] = values.minutes.split('-').map(Number)
const first = Number(values.first)
const seeds = Number(values.seeds)
const sum = noFigures()
const failed: number[] = []
let done = 0
let next = first

type Answer = Verdict | { readonly seed: number; readonly thrown: string }

function hear(answer: Answer): void {
  done++
  const seed = 'thrown' in answer ? answer.seed : answer.plan.seed
  const broken = 'thrown' in answer ? [answer.thrown] : answer.broken
  if ('figures' in answer) addFigures(sum, answer.figures)
  if (broken.length > 0) {
    failed.push(seed)
    console.log(`seed ${seed} BROKEN; repeat it with: npm run prove -- faults --seeds 1 --first ${seed} --minutes ${values.minutes}`)
    for (const line of broken) console.log(`  ${line}`)
    if ('plan' in answer) console.log(`  plan: ${JSON.stringify(answer.plan)}`)
  }
  if (done % 50 === 0) console.log(`${done} of ${seeds} seeds, ${failed.length} broken, ${(performance.now() / 1000).toFixed(0)} s`)
}

function work(): Promise<void> {
  const worker = new Worker(new URL('./parts/seed-worker.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    const give = (): void => {
      if (next < first + seeds) {
        const task: SeedTask = { seed: next++, minutes: [shortest, longest] }
        worker.postMessage(task, [])
      } else void worker.terminate().then(() => resolve())
    }
    worker.on('message', (answer: Answer) => {
      hear(answer)
      give()
    })
    worker.on('error', reject)
    give()
  })
}

await Promise.all(Array.from({ length: Math.min(seeds, Number(values.workers)) }, work))
for (const line of figureLines(sum)) console.log(line)
console.log(failed.length === 0 ? `every law held for ${seeds} seeds` : `broken seeds: ${failed.toSorted((a, b) => a - b).join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
