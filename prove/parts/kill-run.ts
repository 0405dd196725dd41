import type { RawFrame, SourceOutput, Trade } from '@feedloom/core'
import { VirtualClock } from '@feedloom/testkit'
import { enteredOf } from './entered.ts'
import { type Figures, noFigures } from './figures.ts'
import { GapNotes } from './gap-notes.ts'
import { awaitVirtually, simulate, type Simulation } from './simulated.ts'
import { TradeJudge } from './trade-judge.ts'

export interface KillPlan {
  readonly seed: number
  readonly kills: number
  readonly trades: number
}

export interface KillVerdict {
  readonly figures: Figures
  readonly broken: readonly string[]
  readonly kills: number
}

const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT']
/** Orders a second, for some 500 trades a second. */
const rate = 3_000

interface MemoryReader {
  events(query: { readonly kind: 'trade'; readonly symbol: string }): readonly Trade[]
}

/** Raw trades of four symbols, each on a connection of its own, of which one is cut now and then without a word. */
export async function killRun({ seed, kills, trades }: KillPlan): Promise<KillVerdict> {
  const figures = noFigures()
  const broken: string[] = []
  const clock = new VirtualClock()
  const gaps = new GapNotes(() => clock.now())
  const judge = new TradeJudge({ gaps, figures, broken: (what) => broken.push(what) })
  const between = (output: SourceOutput): SourceOutput => ({
    frame: (frame: RawFrame) => {
      output.frame(frame)
      const entered = enteredOf(frame)
      if (entered?.kind !== 'trade') return
      gaps.entered(`${entered.key} trade`)
      judge.entered(entered.key, entered.id)
    },
    batch: (batch) => output.batch(batch),
    gap: (instrument, kind, cause, tsRecv, interval) => output.gap(instrument, kind, cause, tsRecv, interval),
    repaired: (request, failure, tsRecv) => output.repaired?.(request, failure, tsRecv),
    connection: (status) => output.connection(status),
    end: () => output.end(),
  })
  const simulation = await simulate({
    seed,
    clock,
    venue: { venue: 'binance', symbols, rate },
    between,
    config: (endpoints) => ({
      sources: {
        binance: {
          endpoints: endpoints.binance,
          apiKey: 'of the simulation',
          limits: { topicsPerConnection: 1 },
          reconnect: { first: '1s', max: '10s' },
          subscribe: [{ kind: 'trade', symbols, variant: 'raw' }],
        },
      },
      sinks: { memory: { maxEvents: 100_000 + trades * 4 } },
    }),
  })
  simulation.engine.bus.on('*', (batch) => {
    figures.events += batch.events.length
    gaps.accept(batch)
  })
  const done = await storm(simulation, kills, trades)
  await conclude(simulation, judge, figures, gaps)
  return { figures, broken, kills: done }
}

/** Kills at random moments, evenly spread over the trades. Answers how many connections were cut. */
async function storm({ clock, engine, venue, random }: Simulation, kills: number, trades: number): Promise<number> {
  await awaitVirtually(clock, engine.start())
  await clock.advanceAsync(2_000)
  const made = (): number => (venue.model?.markets ?? []).reduce((sum, { totals }) => sum + totals.trades, 0)
  const at = Array.from({ length: kills }, () => made() + random() * trades * 0.95).toSorted((a, b) => a - b)
  const end = made() + trades
  let cut = 0
  while (made() < end || at.length > 0) {
    await clock.advanceAsync(100 * random())
    while ((at[0] ?? Number.POSITIVE_INFINITY) <= made()) {
      const open = venue.oracle.connections.filter((connection) => connection.isOpen)
      const victim = open[Math.floor(random() * open.length)]
      if (victim === undefined) break
      const killed = venue.faults.killSockets({ id: victim.id })
      if (killed === 0) break
      at.shift()
      cut += killed
    }
  }
  return cut
}

async function conclude({ clock, engine, venue }: Simulation, judge: TradeJudge, figures: Figures, gaps: GapNotes): Promise<void> {
  const isOpen = (): boolean => [...gaps.all.values()].some(({ gap: { state } }) => state === 'suspected' || state === 'healing')
  await clock.advanceAsync(10_000)
  for (let waited = 0; waited < 300 && isOpen(); waited++) await clock.advanceAsync(1_000)
  venue.pause()
  await clock.advanceAsync(1_000)
  figures.virtualMs = clock.monotonic()
  await awaitVirtually(clock, engine.stop())
  for (const { gap, openedAt, changedAt } of gaps.all.values()) {
    figures.gaps++
    if (gap.state === 'healed') figures.healing.push(changedAt - openedAt)
  }
  const store = engine.store('memory') as unknown as MemoryReader
  for (const market of venue.model?.markets ?? []) {
    judge.conclude(`binance:${market.spec.symbol}`, market, true, store.events({ kind: 'trade', symbol: market.spec.symbol }))
  }
  await venue.stop()
}
