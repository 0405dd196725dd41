import { z } from 'zod'
import { barSpec, duration, interval } from '../config/parts.ts'
import {
  configError,
  definePlugin,
  intervalMs,
  isInterval,
  type AnyBatch,
  type Bar,
  type BarSpec,
  type DerivedWriter,
  type EpochMs,
  type Gap,
  type Instrument,
  type Plugin,
  type Processor,
  type Trade,
} from '../contracts/index.ts'
import { ActivityBars } from './activity-bars.ts'
import type { BarSeries } from './bar-series.ts'
import { TimeBars } from './time-bars.ts'

const barsConfig = z.strictObject({
  intervals: z
    .array(barSpec())
    .min(1)
    .describe('Bars to make: intervals (`1m`, `4h`), or amounts of activity (`tick:100`, `volume:5`, `value:100000`).'),
  from: z.enum(['trades', 'bars']).default('trades').describe('What the bars are made of.'),
  base: interval().optional().describe('With `from: bars`: the interval of the smaller bars. Left out, `1m`.'),
  origin: z
    .enum(['venue', 'derived'])
    .default('venue')
    .describe('With `from: bars`: whose smaller bars, those of the venue or those that another `bars` processor made.'),
  grace: duration().prefault('1s').describe('A bar of an instrument that fell silent closes this long after its end.'),
  partial: z
    .enum(['mark', 'keep'])
    .default('mark')
    .describe(
      'Bars of which something is missing (the first and the last of a stream, those with a lost gap): `mark` writes them with `final: false`, `keep` calls them final.',
    ),
  forming: z
    .boolean()
    .default(false)
    .describe('Also write the bar that still forms, with `final: false`, after every batch that changed it.'),
})

type BarsConfig = z.output<typeof barsConfig>

const tickEveryMs = 100

class BarsProcessor implements Processor {
  readonly consumes: Processor['consumes']
  readonly produces: Processor['produces'] = ['bar']
  readonly forwards = true
  readonly intervals: NonNullable<Processor['intervals']>
  readonly tickEveryMs: number = tickEveryMs
  readonly #config: BarsConfig
  readonly #base: BarSpec
  /** By `Instrument.index`, one for each interval. */
  readonly #series: (readonly BarSeries[] | undefined)[] = []
  readonly #touched = new Set<readonly BarSeries[]>()

  constructor(config: BarsConfig) {
    const fromBars = config.from === 'bars'
    this.#config = config
    this.#base = config.base ?? '1m'
    this.consumes = [fromBars ? 'bar' : 'trade', 'gap']
    this.intervals = { needs: fromBars ? [this.#base] : [], makes: config.intervals }
    if (fromBars) checkWidths(config.intervals, this.#base)
  }

  process(batch: AnyBatch, out: DerivedWriter): void {
    if (batch.kind === 'gap') for (const event of batch.events) this.#gap(event, out)
    else if (batch.kind === 'trade' && this.#config.from === 'trades') this.#parts(batch.events, batch.delivery, out)
    else if (batch.kind === 'bar' && this.#config.from === 'bars') {
      const { origin } = this.#config
      const parts = batch.events.filter((bar) => bar.final && bar.interval === this.#base && bar.origin === origin)
      this.#parts(parts, batch.delivery, out)
    }
    for (const all of this.#touched) for (const series of all) series.settle(out)
    this.#touched.clear()
  }

  /** Closes the bars of instruments that fell silent. */
  tick(now: EpochMs, out: DerivedWriter): void {
    for (const all of this.#series) for (const series of all ?? []) series.advance(now, out)
  }

  end(out: DerivedWriter): void {
    for (const all of this.#series) for (const series of all ?? []) series.end(out)
  }

  #parts(events: readonly (Trade | Bar)[], delivery: AnyBatch['delivery'], out: DerivedWriter): void {
    const fetched = delivery === 'backfill'
    for (const event of events) {
      const all = this.#series[event.instrument.index] ?? this.#admit(event.instrument)
      this.#touched.add(all)
      out.tsRecv = event.tsRecv
      for (const series of all) series.add(event, fetched, out)
    }
  }

  #gap(event: Gap, out: DerivedWriter): void {
    const fromBars = this.#config.from === 'bars'
    if (event.dataKind !== (fromBars ? 'bar' : 'trade')) return
    if (fromBars && event.interval !== undefined && event.interval !== this.#base) return
    const all = this.#series[event.instrument.index]
    if (all === undefined) return
    out.tsRecv = event.tsRecv
    for (const series of all) series.gap(event, out)
  }

  #admit(instrument: Instrument): readonly BarSeries[] {
    const { partial, forming, grace: graceMs, intervals } = this.#config
    const all = intervals.map((spec): BarSeries => {
      const options = { instrument, spec, keepPartial: partial === 'keep', forming, graceMs }
      return isInterval(spec) ? new TimeBars(options) : new ActivityBars(options)
    })
    this.#series[instrument.index] = all
    return all
  }
}

/** Only whole multiples can be made of smaller bars. */
function checkWidths(intervals: readonly BarSpec[], base: BarSpec): void {
  const width = intervalMs(base)
  for (const [i, spec] of intervals.entries()) {
    const wanted = intervalMs(spec)
    const calendar = spec.endsWith('M') && width !== undefined && 86_400_000 % width === 0
    if (calendar || (width !== undefined && wanted !== undefined && wanted > width && wanted % width === 0)) continue
    throw configError('FEEDLOOM_BARS_WIDTH', `bars of ${spec} cannot be made of bars of ${base}`, {
      path: `intervals[${i}]`,
      hint: `Choose a whole multiple of ${base}, or make them \`from: trades\`.`,
    })
  }
}

/** Bars from trades, or from smaller bars. */
export const bars: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'bars',
  summary: 'Makes bars from trades (time, tick, volume, value), or wider bars from smaller ones',
  stability: 'beta',
  configSchema: barsConfig,
  create: (_context, config) => new BarsProcessor(config),
})
