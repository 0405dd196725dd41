/**
 * Feedloom, ccxt.pro and tardis-dev follow the same simulated venue over real sockets, as their manuals say and with
 * nothing tuned, while it misbehaves. Every cell is measured here; `docs/scorecard.md` is written with the date.
 * Takes about ten minutes. `npm run bench -- scorecard lostDelta storm` runs single scenarios and writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { heading, table } from './parts/report.ts'
import { followCcxt } from './scorecard/ccxt.ts'
import { followFeedloom } from './scorecard/feedloom.ts'
import type { Follow } from './scorecard/follower.ts'
import * as scenarios from './scorecard/scenarios.ts'
import type { Cells } from './scorecard/scenarios.ts'
import { ccxtSlowSink, feedloomSlowSink, tardisSlowSink } from './scorecard/slow-sink.ts'
import { followTardis } from './scorecard/tardis.ts'
import * as values from './scorecard/values.ts'

type Measure = () => Promise<Cells>
type Measures = readonly [feedloom: Measure, ccxt: Measure, tardis: Measure]

const all = (run: (follow: Follow) => Promise<Cells>): Measures => [
  () => run(followFeedloom),
  () => run(followCcxt),
  () => run(followTardis),
]
const notOffered =
  (row: string): Measure =>
  () =>
    Promise.resolve({ [row]: 'not offered' })
const replayRow = 'replay at original timing'

/** In the order of the card; the names can be given as arguments. */
const courses: Readonly<Record<string, Measures>> = {
  lostDelta: all(scenarios.lostDelta),
  reconnects: all(scenarios.reconnects),
  mute: all(scenarios.mute),
  halfOpen: all(scenarios.halfOpen),
  muteSymbol: all(scenarios.muteSymbol),
  longTradeIds: all(values.longTradeIds),
  nanos: [values.feedloomNanos, values.ccxtNanos, values.tardisNanos],
  badFrames: all(scenarios.badFrames),
  badSymbol: all(scenarios.badSymbol),
  storm: all(scenarios.storm),
  slowSink: [feedloomSlowSink, ccxtSlowSink, tardisSlowSink],
  firstBar: [values.feedloomFirstBar, () => values.ccxtFirstBar(followCcxt), values.tardisFirstBar],
  // ccxt has no replay; that of tardis-dev reads its own service's files, in the order of their times and without a pace.
  replay: [values.feedloomReplay, notOffered(replayRow), notOffered(replayRow)],
}
/** What disturbs the others when it runs beside them. */
const oneByOne: ReadonlySet<string> = new Set(['slowSink', 'firstBar', 'replay'])

// A library's promise that nobody waits for must not end the run.
process.on('unhandledRejection', () => undefined)

async function cellsOf(name: string, measures: Measures): Promise<readonly Cells[]> {
  const failed = (error: unknown): Cells => ({ [name]: `not measured: ${String(error).slice(0, 80)}` })
  if (!oneByOne.has(name)) return await Promise.all(measures.map((measure) => measure().catch(failed)))
  const cells: Cells[] = []
  for (const measure of measures) cells.push(await measure().catch(failed))
  return cells
}

const wanted = process.argv.slice(2)
const rows: { readonly name: string; readonly cells: readonly string[] }[] = []
heading('Score card: the same simulated venue, the same faults')
for (const [name, measures] of Object.entries(courses)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const cells = await cellsOf(name, measures)
  const names = new Set(cells.flatMap((one) => Object.keys(one)))
  for (const row of names) rows.push({ name: row, cells: cells.map((one) => one[row] ?? '') })
  console.log(`measured ${[...names].join(', ')}`)
}
console.log()
table([`Feedloom ${versionOf('@feedloom/core')}`, `ccxt.pro ${versionOf('ccxt')}`, `tardis-dev ${versionOf('tardis-dev')}`], rows)
if (wanted.length === 0) writeFileSync(fileURLToPath(new URL('../docs/scorecard.md', import.meta.url)), page())
process.exit(0)

function versionOf(name: string): string {
  const require = createRequire(import.meta.url)
  let folder = dirname(require.resolve(name))
  for (;;) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string }
      if (manifest.name === name && manifest.version !== undefined) return manifest.version
    } catch {
      // Not the root of the package yet.
    }
    if (folder === dirname(folder)) return 'unknown'
    folder = dirname(folder)
  }
}

function page(): string {
  const date = new Date().toISOString().slice(0, 10)
  const head = `| | Feedloom ${versionOf('@feedloom/core')} | ccxt.pro ${versionOf('ccxt')} | tardis-dev ${versionOf('tardis-dev')} |`
  const body = rows.map(({ name, cells }) => `| ${name} | ${cells.join(' | ')} |`)
  return `# Score card

Measured on ${date} with Node ${process.versions.node} on ${cpus().length} cores by \`npm run bench -- scorecard\`, which wrote this page. Three libraries follow the same simulated Binance spot venue over real sockets, each the way its manual shows and with its own defaults, while the venue misbehaves. Every cell is what was seen in that run; what a library lost counts against the venue's own record.

${[head, '|---|---|---|---|', ...body].join('\n')}

## How to read it

- *Noticed* and *told*: the user's code heard of it, by a gap, an error or a disconnect, and after how long. A silence is waited for 150 s. ccxt.pro is called in the loop of its manual: what it throws counts as told, and the loop asks again after 100 ms.
- *Wrong levels* are counted among the best 200 of each side against the venue's own book, once everybody has read everything.
- *Mute socket*: data stops, pings are answered. *Dead socket*: nothing passes in either direction. *Mute symbol*: one of two symbols stops, the other goes on.
- *Unknown symbol*: asked for together with one that exists. Feedloom refuses such a configuration before it starts, and names the symbol.
- *Slow sink*: what takes the trades needs 250 ms for each piece that it is handed (Feedloom and tardis-dev: 100 trades; ccxt.pro: what one call returns).
- *Nanoseconds*: for Feedloom a trade with nanoseconds through the engine; for the others the time \`2025-11-20T16:40:00.123456789Z\`, read as Coinbase sends it.
- *Not offered*: the library has no such function. tardis-dev replays the files of its service as fast as they are read.
`
}
