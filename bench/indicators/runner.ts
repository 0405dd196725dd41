/** One cell in a process of its own: `runner.ts ENTRANT INDICATOR batch|streaming BARS`. Runs a round when told to. */
import { cpuNsPer } from '../parts/report.ts'
import type { Form, IndicatorName, Pass } from './entrant.ts'
import { entrants } from './entrants.ts'
import { marketOf } from './market.ts'

const warmUpMs = 300
const roundMs = 12
/** Compared is the end of the column, where all have forgotten how they began. */
const compared = 1_000

const [name = '', indicator, form, length] = process.argv.slice(2)
const bars = Number(length)
const entrant = (await entrants[name]?.load())?.entrant
const pass = entrant?.[indicator as IndicatorName]?.[form as Form]?.(marketOf(bars))
if (pass === undefined) process.send?.('absent')
else await serve(pass)
process.disconnect()

async function serve(run: Pass): Promise<void> {
  const began = performance.now()
  let passes = 0
  while (performance.now() - began < warmUpMs || passes < 3) {
    run()
    passes++
  }
  const perRound = Math.max(1, Math.round(roundMs / ((performance.now() - began) / passes)))
  process.send?.('ready')
  for await (const command of commands()) {
    if (command === 'values') process.send?.(endOf(run()))
    else process.send?.(measured(run, perRound))
  }
}

function measured(run: Pass, perRound: number): number {
  return cpuNsPer(perRound * bars, () => {
    for (let i = 0; i < perRound; i++) run()
  })
}

function endOf(column: ReturnType<Pass>): number[] {
  return Array.from({ length: Math.min(compared, column.length) }, (_, i) => column.at(column.length - compared + i) ?? Number.NaN)
}

async function* commands(): AsyncGenerator {
  for (;;) {
    const command = await new Promise((resolve) => process.once('message', resolve))
    if (command === 'end') return
    yield command
  }
}
