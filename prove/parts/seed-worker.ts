import { parentPort } from 'node:worker_threads'
import { faultPlan } from './fault-plan.ts'
import { seededRun } from './seeded-run.ts'

/** One seed and the span of its length in minutes; the answer is the verdict. */
export interface SeedTask {
  readonly seed: number
  readonly minutes: readonly [min: number, max: number]
}

function answer(value: unknown): void {
  parentPort?.postMessage(value, [])
}

parentPort?.on('message', ({ seed, minutes }: SeedTask) => {
  const failed = (thrown: unknown): void => answer({ seed, thrown: thrown instanceof Error ? thrown.stack : String(thrown) })
  void seededRun(faultPlan(seed, minutes)).then(answer, failed)
})
