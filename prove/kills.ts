/**
 * Connections cut at random while a million trades are made, in virtual time: what is stored is what the venue made.
 * `npm run prove -- kills [--kills 200] [--trades 1000000] [--first 1]`
 */
import { parseArgs } from 'node:util'
import { quantile } from './parts/figures.ts'
import { killRun } from './parts/kill-run.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    trades: { type: 'string', default: '1000000' },
    first: { type: 'string', default: '1' },
  },
})
const seed = Number(values.first)
const { figures, broken, kills } = await killRun({ seed, kills: Number(values.kills), trades: Number(values.trades) })
const seconds = (share: number): string => `${(quantile(figures.healing, share) / 1000).toFixed(2)} s`
console.log(`seed ${seed}: ${kills} connections cut in ${(figures.virtualMs / 60_000).toFixed(1)} minutes of virtual time`)
console.log(
  `${figures.tradesCompared} trades compared with the venue's, ${figures.lostTrades} of them lost on the wire, ${figures.lostTradesFound} of those in the ledger`,
)
console.log(`gaps: ${figures.gaps}, false: ${figures.falseGaps}, nothing missed: ${figures.dismissed}`)
console.log(`time to heal: p50 ${seconds(0.5)}, p99 ${seconds(0.99)} of ${figures.healing.length}`)
for (const line of broken) console.log(`BROKEN ${line}`)
console.log(
  broken.length === 0
    ? "the stored set is the venue's"
    : `repeat it with: npm run prove -- kills --first ${seed} --kills ${values.kills} --trades ${values.trades}`,
)
process.exit(broken.length === 0 ? 0 : 1)
