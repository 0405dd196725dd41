/**
 * Recorded frames gone wrong in every way, through every normalizer: nothing but data errors may come of it, no
 * half-filled event, and the fast path must say what the slow one says.
 * `npm run prove -- fuzz --frames 2000000 --seed 1`; one frame again: `--seed 1 --only 12345`
 */
import { parseArgs } from 'node:util'
import { fuzzTargets } from './parts/fuzz-corpus.ts'
import { Fuzzer } from './parts/fuzz-judge.ts'

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const seed = Number(values.seed)
const first = values.only === undefined ? 0 : Number(values.only)
const end = values.only === undefined ? Number(values.frames) : first + 1
const targets = await fuzzTargets()
if (targets.length === 0) {
  console.log('the shared fixtures are not here')
  process.exit(1)
}
const sorts = targets.map(({ name, sorts: all }) => `${name} ${all.length}`).join(', ')
console.log(`seed ${seed}, ${end - first} frames; sorts of recorded frames: ${sorts}`)

const fuzzer = new Fuzzer(targets, seed)
const startedAt = performance.now()
let problems = 0
for (let n = first; n < end; n++) {
  const finding = fuzzer.judge(n)
  if (finding === undefined) continue
  problems++
  if (problems > 20) continue
  console.log(`\nBROKEN  ${finding.target} ${finding.channel}, ${finding.done}\n  ${finding.problem}\n  ${finding.payload}`)
  console.log(`  again: npm run prove -- fuzz --seed ${seed} --only ${n}`)
}

const { frames, events, refused, semantic, otherwise } = fuzzer.counts
const seconds = (performance.now() - startedAt) / 1_000
console.log(`\n${frames} frames in ${seconds.toFixed(1)} s: ${refused} refused as data errors, ${events} events, ${problems} problems`)
console.log(
  `keys renamed, removed or retyped: ${semantic.refused} refused, ${semantic.drifted} told as drift, ${semantic.unused} of no meaning, ${semantic.otherwise} read otherwise without a word`,
)
for (const [where, count] of [...otherwise].sort((a, b) => b[1] - a[1]).slice(0, 60))
  console.log(`  ${String(count).padStart(7)}  ${where}`)
process.exit(problems === 0 ? 0 : 1)
