import type { EventMap, RawFrame, SourceOutput } from '@feedloom/core'
import type { ConfigInput } from '@feedloom/core/config'
import { BookHistory, type Market, type StruckFrame, type VenueEndpoints } from '@feedloom/testkit/venue'
import { BarJudge } from './bar-judge.ts'
import { BookJudge } from './book-judge.ts'
import { enteredOf, type Entered } from './entered.ts'
import { calmMs, type FaultPlan } from './fault-plan.ts'
import { type Figures, noFigures } from './figures.ts'
import { GapNotes } from './gap-notes.ts'
import { awaitVirtually, simulate, type Simulation } from './simulated.ts'
import { type JudgeParts, TradeJudge } from './trade-judge.ts'

export interface Verdict {
  readonly plan: FaultPlan
  readonly figures: Figures
  readonly broken: readonly string[]
}

const keptComplaints = 20
/** A connection without data for this long is dead; the watchdog may take a fifth longer. */
const silenceMs = 10_000
/** Silence of a stream without ids is noticed within this: what a stream may learn to be usual, and a fifth more. */
const noticedMs = 72_000
/** Nothing may take longer to heal once the faults are over: the longest pause that a venue or a back-off can impose. */
const healLimitMs = 300_000

/** One run under a plan, watched at both ends: what the venue meant, what entered the engine, what came of it. */
class SeededRun {
  readonly figures: Figures = noFigures()
  readonly broken: string[] = []
  readonly #plan: FaultPlan
  readonly #histories = new Map<string, BookHistory>()
  #simulation: Simulation | undefined
  readonly #gaps = new GapNotes(() => this.#sim.clock.now())
  readonly #parts: JudgeParts = { gaps: this.#gaps, figures: this.figures, broken: (what) => this.#complain(what) }
  readonly #trades = new TradeJudge(this.#parts)
  readonly #bars = new BarJudge(this.#parts)
  readonly #books = new BookJudge({ ...this.#parts, histories: this.#histories, books: () => this.#sim.engine.view.books() })

  constructor(plan: FaultPlan) {
    this.#plan = plan
  }

  async run(): Promise<Verdict> {
    const { seed, venue, symbols, rate, faults, maxAge, skew } = this.#plan
    const limits = maxAge === undefined ? {} : { limits: { maxConnectionAgeMs: maxAge.ms } }
    this.#simulation = await simulate({
      seed,
      venue: { venue, symbols, rate, faults, ...limits },
      between: (output) => this.#between(output),
      config: (endpoints) => this.#config(endpoints),
    })
    for (const market of this.#markets()) this.#histories.set(keyOf(market), new BookHistory(market))
    this.#sim.venue.faults.onStruck((struck) => this.#struck(struck))
    this.#sim.engine.bus.on('*', (batch) => {
      this.figures.events += batch.events.length
      this.#gaps.accept(batch)
      this.#books.accept(batch)
    })
    this.#sim.wall.skewMs = skew.startMs
    await this.#live()
    await this.#conclude()
    return { plan: this.#plan, figures: this.figures, broken: this.broken }
  }

  get #sim(): Simulation {
    return this.#simulation as Simulation
  }

  async #live(): Promise<void> {
    const { clock, engine, venue, wall } = this.#sim
    const { stormMs, skew } = this.#plan
    const begin = clock.now()
    await awaitVirtually(clock, engine.start())
    await clock.advanceAsync(Math.max(0, begin + skew.atMs - clock.now()))
    wall.skewMs = skew.thenMs
    await clock.advanceAsync(Math.max(0, begin + stormMs - clock.now()))
    venue.faults.clear()
    await clock.advanceAsync(calmMs)
    // What is on its way arrives while the venue stands still; a connection that ends just then needs another round.
    for (const end = clock.now() + healLimitMs; clock.now() < end; venue.resume()) {
      while (clock.now() < end && !this.#isHealed()) await clock.advanceAsync(1_000)
      await clock.advanceAsync(2_000)
      venue.pause()
      await clock.advanceAsync(1_000)
      if (this.#isHealed()) break
    }
    this.figures.virtualMs = clock.now() - begin
  }

  #isHealed(): boolean {
    // A suspicion with an end is over: of a stream without ids nobody will know more.
    const open = [...this.#gaps.all.values()].some(
      ({ gap }) => gap.state === 'healing' || (gap.state === 'suspected' && gap.to === undefined),
    )
    return !open && this.#sim.engine.view.books().every(({ state }) => state === 'good')
  }

  async #conclude(): Promise<void> {
    const { clock, engine, venue } = this.#sim
    this.#books.look()
    for (const book of engine.view.books())
      if (book.state !== 'good') this.#complain(`${book.instrument.id}: the book ends as ${book.state}`)
    await awaitVirtually(clock, engine.stop())
    const store = engine.store('memory') as unknown as MemoryReader
    for (const market of this.#markets()) {
      const key = keyOf(market)
      const query = { venue: market.spec.venue, symbol: market.spec.symbol }
      this.#trades.conclude(key, market, this.#plan.variant === 'raw', store.events({ kind: 'trade', ...query }))
      this.#bars.conclude(key, market, store.events({ kind: 'bar', ...query }))
    }
    this.#concludeGaps()
    const { errors, handlerFailures } = engine.summary()
    for (const code of ['FEEDLOOM_ENGINE_STEP_FAILED', 'FEEDLOOM_SOURCE_REPAIR_FAILED', 'FEEDLOOM_SINK_FAILED']) {
      if (code in errors) this.#complain(`the engine counts errors ${code}`)
    }
    if (handlerFailures > 0) this.#complain(`${handlerFailures} handlers failed`)
    await venue.stop()
  }

  #concludeGaps(): void {
    for (const { key, gap, after, openedAt, changedAt } of this.#gaps.all.values()) {
      this.figures.gaps++
      if (gap.state === 'healed') this.figures.healing.push(changedAt - openedAt)
      if (gap.dataKind === 'book' && gap.state !== 'healed') this.#complain(`${key}: gap ${gap.id} (${gap.cause}) ends as ${gap.state}`)
      if (gap.dataKind !== 'quote' || gap.cause !== 'silence') continue
      this.figures.silence.push(openedAt - after)
      if (openedAt - after > noticedMs) this.#complain(`${key}: silence was noticed after ${openedAt - after} ms only`)
    }
  }

  #between(output: SourceOutput): SourceOutput {
    return {
      frame: (frame) => this.#frame(output, frame),
      batch: (batch) => output.batch(batch),
      gap: (instrument, kind, cause, tsRecv, interval) => {
        output.gap(instrument, kind, cause, tsRecv, interval)
        this.#books.look()
      },
      repaired: (request, failure, tsRecv) => output.repaired?.(request, failure, tsRecv),
      connection: (status) => output.connection(status),
      end: () => output.end(),
    }
  }

  #frame(output: SourceOutput, frame: RawFrame): void {
    const entered = enteredOf(frame)
    const after = entered?.kind === 'depth' ? this.#books.before(entered) : undefined
    output.frame(frame)
    after?.()
    this.#books.look()
    if (entered !== undefined) this.#entered(entered)
  }

  #entered(entered: Entered): void {
    const kind = { trade: 'trade', depth: 'book', kline: 'bar', quote: 'quote' }[entered.kind]
    this.#gaps.entered(`${entered.key} ${kind}`)
    if (entered.kind === 'trade') this.#trades.entered(entered.key, entered.id)
    else if (entered.kind === 'kline') this.#bars.entered(entered.key, entered.openTime, entered.closed)
  }

  #struck({ fault, channel, facts }: StruckFrame): void {
    const isLoss = fault !== 'duplicate' && fault !== 'reorder' && fault !== 'delay'
    if (isLoss && channel.topic.kind === 'depth') this.#books.taken(`${channel.venue}:${channel.topic.symbol}`, facts.id)
  }

  #markets(): readonly Market[] {
    return this.#sim.venue.model?.markets ?? []
  }

  #complain(what: string): void {
    if (this.broken.length < keptComplaints) this.broken.push(what)
  }

  #config(endpoints: Readonly<Record<'binance' | 'binance-usdm', VenueEndpoints>>): ConfigInput {
    const { venue, symbols, variant, maxAge } = this.#plan
    const source = {
      endpoints: endpoints[venue],
      reconnect: { first: '1s', max: '20s' },
      heartbeat: { silence: `${silenceMs / 1000}s`, dataSilence: `${silenceMs / 1000}s` },
      ...(variant === 'raw' ? { apiKey: 'of the simulation' } : {}),
      ...(maxAge?.planned === true ? { limits: { maxConnectionAge: `${maxAge.ms}ms` } } : {}),
      subscribe: [
        { kind: 'trade' as const, symbols, variant },
        { kind: 'quote' as const, symbols },
        { kind: 'book' as const, symbols },
        { kind: 'bar' as const, symbols, interval: '1m' },
      ],
    }
    return { sources: { [venue]: source }, sinks: { memory: {} } }
  }
}

interface MemoryReader {
  events<K extends 'trade' | 'bar'>(query: { readonly kind: K; readonly venue: string; readonly symbol: string }): readonly EventMap[K][]
}

const keyOf = ({ spec }: Market): string => `${spec.venue}:${spec.symbol}`

/** Runs a plan to its end and judges it. */
export function seededRun(plan: FaultPlan): Promise<Verdict> {
  return new SeededRun(plan).run()
}
