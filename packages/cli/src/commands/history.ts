import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option } from 'commander'
import { type BarSpec, configError, type Instrument, isBarSpec, openTimeOf, type Source } from '@feedloom/core'
import { type ConfigInput, type LoadedConfig, resolveConfig } from '@feedloom/core/config'
import { type AddCommand, type CommandContext, integerArgument, timeArgument } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { count, duration, plural } from '../figures.ts'
import { Download, type Downloaded } from '../history/download.ts'
import type { Series, Span } from '../history/missing.ts'
import { nameOf, progressDisplay } from '../history/progress.ts'
import { loadOptions, loadOrReport } from '../load.ts'
import { plainTable } from '../plain-table.ts'
import { packageOfSource } from '../plugin-set.ts'
import { onStopSignals } from '../stop-signals.ts'

interface Options {
  readonly kind: 'bar' | 'trade'
  readonly interval: string
  readonly variant: 'raw' | 'aggregate'
  readonly days?: number
  readonly from?: number
  readonly until?: number
  readonly to: string
  readonly endpointRest?: string
  readonly source?: string
  readonly quiet?: boolean
}

const dayMs = 86_400_000

/** `feedloom history VENUE SYMBOL...`: what a venue knows of the past, into a store. */
export const addHistory: AddCommand = (program, action) => {
  program
    .command('history')
    .description('download history into a DuckDB store; what is there already is not asked for again')
    .argument('<venue|file>', 'venue such as binance; or a config with its source')
    .argument('<symbols...>', 'e.g. BTC/USDT ETH/USDT')
    .addOption(new Option('--kind <kind>', 'what to download').choices(['bar', 'trade']).default('bar'))
    .option('--interval <interval>', 'width of bars', '1m')
    .addOption(
      new Option('--variant <variant>', 'of trades; raw ones may need an API key').choices(['raw', 'aggregate']).default('aggregate'),
    )
    .option('--days <days>', 'so many days back from the end', integerArgument(1))
    .option('--from <time>', 'from this time on, e.g. 2026-11-20 or 2026-11-20T12:00Z', timeArgument)
    .option('--until <time>', 'before this time; left out, now', timeArgument)
    .requiredOption('--to <file>', 'DuckDB file; made when it is not there')
    .option('--endpoint-rest <url>', 'REST address, for a gateway or a simulator')
    .option('--source <id>', 'of a config with several sources: which one')
    .option('-q, --quiet', 'print the summary only')
    .addHelpText('after', '\nCtrl-C keeps what is stored; the same command goes on from there.')
    .action(action((context, target: string, symbols: readonly string[], options: Options) => history(context, target, symbols, options)))
}

async function history(context: CommandContext, target: string, symbols: readonly string[], options: Options): Promise<ExitCode> {
  const { kind, interval, from, days } = options
  if (kind === 'bar' && !isBarSpec(interval)) throw invalid(`\`${interval}\` is no interval`, 'Write 1m, 4h, 1d …')
  if (from === undefined && days === undefined) throw invalid('from when?', 'Name --days or --from.')
  const loaded = existsSync(target) ? await loadOrReport(context, target) : await venueConfig(context, target, symbols, options)
  if (loaded === undefined) return exitCodes.findings
  const [{ Engine, systemClock }, { DuckdbStore }] = await Promise.all([
    import('@feedloom/core/engine'),
    import('@feedloom/storage-duckdb'),
  ])
  await using engine = await Engine.from(loaded)
  await engine.checkSymbols()
  const source = sourceOf(engine, loaded, options.source)
  const series = symbols.map((symbol) => seriesOf(instrumentOf([...engine.registry.all()], symbol), options))
  const store = new DuckdbStore({ path: resolve(options.to), clock: systemClock, instruments: engine.registry })
  await store.open()
  try {
    return await downloadAll(context, { engine, source, store, series, options })
  } finally {
    await store.close()
  }
}

interface Work {
  readonly engine: ConstructorParameters<typeof Download>[0]['engine']
  readonly source: Source
  readonly store: ConstructorParameters<typeof Download>[0]['store']
  readonly series: readonly Series[]
  readonly options: Options
}

async function downloadAll({ terminal }: CommandContext, { engine, source, store, series, options }: Work): Promise<ExitCode> {
  const stop = new AbortController()
  using _signals = onStopSignals({ stop: () => stop.abort(), abort: () => stop.abort() }, { keys: terminal.interactive })
  const startedAt = performance.now()
  const display = progressDisplay(series, terminal, options.quiet === true)
  const done: Downloaded[] = []
  try {
    for (const each of series) {
      if (stop.signal.aborted) break
      const parts = { engine, source, store, signal: stop.signal, onPage: display.show }
      const downloaded = await new Download(parts, each).run(spanOf(each, options))
      display.show(downloaded)
      done.push(downloaded)
    }
  } finally {
    display.close()
  }
  const rows = done.map((each) => [nameOf(each.series), stateOf(each), count(each.rows), count(each.pages)])
  terminal.out(plainTable(['series', 'state', 'rows', 'requests'], rows, terminal, ['rows', 'requests']))
  const total = done.reduce((sum, each) => sum + each.rows, 0)
  const end = stop.signal.aborted ? '; stopped, the same command goes on from here' : ''
  terminal.out(terminal.colors.dim(`${plural(total, 'row')} in ${duration(performance.now() - startedAt)}, in ${options.to}${end}\n`))
  return exitCodes.ok
}

function stateOf({ complete, fraction }: Downloaded): string {
  if (complete) return 'was complete'
  return fraction < 1 ? `${Math.floor(fraction * 100)} %` : 'complete'
}

/** Up to now: of bars, those that have closed. */
function spanOf({ kind, interval }: Series, { from, until, days = 0 }: Options): Span {
  const now = Date.now()
  const end = Math.min(until ?? now, now)
  const to = kind === 'bar' && interval !== undefined ? openTimeOf(interval, end) : end
  return { from: from ?? to - days * dayMs, to }
}

function seriesOf(instrument: Instrument, { kind, interval, variant }: Options): Series {
  return kind === 'bar'
    ? { instrument, kind, interval: interval as BarSpec, variant: undefined }
    : { instrument, kind, interval: undefined, variant }
}

function instrumentOf(all: readonly Instrument[], symbol: string): Instrument {
  const found = all.find((each) => each.symbol === symbol || each.nativeSymbol === symbol)
  if (found !== undefined) return found
  throw configError('FEEDLOOM_CONFIG_SYMBOL_UNKNOWN', `there is no symbol \`${symbol}\``, {
    hint: 'Look it up with `feedloom instruments`.',
  })
}

function sourceOf(engine: Work['engine'], { config }: LoadedConfig, id: string | undefined): Source {
  const ids = Object.keys(config.sources)
  const source = engine.getSource(id ?? ids[0] ?? '')
  if (source !== undefined) return source
  throw invalid(`there is no source \`${id ?? ''}\``, `There are: ${ids.join(', ')}.`)
}

/** A config that knows the venue and what is wanted of it; it is not run. */
async function venueConfig(
  context: CommandContext,
  venue: string,
  symbols: readonly string[],
  { kind, interval, variant, endpointRest }: Options,
): Promise<LoadedConfig> {
  const from = await packageOfSource(venue)
  const endpoints = endpointRest === undefined ? {} : { endpoints: { rest: endpointRest } }
  const more = kind === 'bar' ? { interval } : { variant }
  const input: ConfigInput = {
    plugins: from === undefined ? [] : [from],
    sources: { [venue]: { subscribe: [{ kind, symbols, ...more }], ...endpoints } },
    sinks: { memory: {} },
  }
  return await resolveConfig(input, loadOptions(context))
}

function invalid(message: string, hint: string): Error {
  return configError('FEEDLOOM_CONFIG_VALUE_INVALID', message, { hint })
}
