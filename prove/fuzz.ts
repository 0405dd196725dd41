/**
 * Recorded frames gone wrong in every way, through every normalizer: nothing but data errors may come of it, no
 * half-filled event, the fast path must say what the slow one says, and a change of meaning must be told (`Evidence`
 * says what that is). Good frames, as they are or in another form, must not be told.
 * `npm run prove -- fuzz --frames 2000000 --seed 1`; one frame again: `--seed 1 --only 12345`
 */
import { parseArgs } from 'node:util'
import { pluginPackages } from './parts/first-party.ts'
import { fuzzTargets, goodFrames } from './parts/fuzz-corpus.ts'
import { unfuzzed } from './parts/fuzz-declared.ts'
import { type Finding, Fuzzer, Reader } from './parts/fuzz-judge.ts'

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
let problems = 0
function show({ frame, target, channel, done, problem, payload }: Finding): void {
  problems++
  if (problems > 20) return
  console.log(`\nBROKEN  ${target} ${channel}, ${done}\n  ${problem}\n  ${payload}`)
  if (frame >= 0) console.log(`  again: npm run prove -- fuzz --seed ${seed} --only ${frame}`)
}

for (const type of await unfuzzed(await pluginPackages())) {
  problems++
  console.log(`BROKEN  the normalizer ${type} declares no fuzz corpus`)
}
const sorts = targets.map(({ name, sorts: all }) => `${name} ${all.length}`).join(', ')
console.log(`seed ${seed}, ${end - first} frames; sorts of good frames: ${sorts}`)
if (values.only === undefined) {
  for (const target of targets) {
    const reader = new Reader(target)
    let frames = 0
    for await (const frame of goodFrames(target.corpus)) {
      frames++
      const problem = reader.read(frame)
      const payload = Buffer.from(frame.payload).toString().slice(0, 2_000)
      if (problem !== undefined) show({ frame: -1, target: target.name, channel: frame.channel, done: 'nothing', problem, payload })
    }
    console.log(`${target.name}: ${frames} good frames, ${problems} problems`)
  }
}

const fuzzer = new Fuzzer(targets, seed)
const startedAt = performance.now()
if (values.only === undefined) for (const finding of fuzzer.crossed()) show(finding)
for (let n = first; n < end; n++) {
  const finding = fuzzer.judge(n)
  if (finding !== undefined) show(finding)
}

const { frames, events, refused, ways } = fuzzer.counts
const seconds = (performance.now() - startedAt) / 1_000
console.log(`\n${frames} frames in ${seconds.toFixed(1)} s: ${refused} refused as data errors, ${events} events, ${problems} problems`)
console.log('way            frames    meaning changed: refused    told as drift   not told    meaning kept')
let [all, told] = [0, 0]
for (const [way, count] of [...ways].sort(([a], [b]) => a.localeCompare(b))) {
  all += count.semantic
  told += count.refused + count.drifted
  const cells = [count.frames, count.refused, count.drifted, count.semantic - count.refused - count.drifted, count.same]
  console.log(way.padEnd(14) + cells.map((cell) => String(cell).padStart(13)).join(''))
}
console.log(`changes of meaning that were told: ${told} of ${all} (${((100 * told) / all).toFixed(4)} %)`)
process.exit(problems === 0 ? 0 : 1)
