import type { SimulatedVenue, SimulatedVenueOptions } from '@feedloom/testkit/venue'
import { InvalidArgumentError, Option } from 'commander'
import { type AddCommand, type CommandContext, durationArgument, integerArgument, listArgument } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { clock, count } from '../figures.ts'
import { onStopSignals } from '../stop-signals.ts'
import type { Terminal } from '../terminal.ts'

interface Options {
  readonly venue: 'binance' | 'binance-usdm' | 'both'
  readonly port: number
  readonly seed: number
  readonly symbols?: readonly string[]
  readonly rate?: number
  readonly recording?: readonly string[]
  readonly speed?: number | 'max'
  readonly for?: number
  readonly quiet?: boolean
}

const REPORT_MS = 5_000

function portArgument(text: string): number {
  const port = integerArgument(0)(text)
  if (port > 65_535) throw new InvalidArgumentError('Ports end at 65535.')
  return port
}

function speedArgument(text: string): number | 'max' {
  if (text === 'max') return text
  const speed = Number(text)
  if (!(speed > 0 && Number.isFinite(speed))) throw new InvalidArgumentError('Write a number above 0, or max.')
  return speed
}

/** `feedloom sim`: a venue on this machine, for trying and for tests. */
export const addSim: AddCommand = (program, action) => {
  program
    .command('sim')
    .description('start a simulated venue that speaks a real wire protocol')
    .addOption(new Option('--venue <venue>', 'whose protocol').choices(['binance', 'binance-usdm', 'both']).default('both'))
    .option('-p, --port <port>', 'TCP port on 127.0.0.1; 0 takes a free one', portArgument, 9001)
    .option('--seed <n>', 'the same seed gives the same market', integerArgument(0), 1)
    .option('--symbols <list>', 'native symbols, e.g. BTCUSDT,ETHUSDT', listArgument)
    .option('--rate <n>', 'market events a second, all symbols together', integerArgument(1))
    .option('--recording <files>', 'serve recordings instead of a market', listArgument)
    .option('--speed <n|max>', 'of a recording: 1 as recorded, N times as fast, or max', speedArgument)
    .option('--for <duration>', 'stop after this long, e.g. 30s', durationArgument)
    .option('-q, --quiet', 'print the addresses only')
    .action(action((context, options: Options) => simulate(context, options)))
}

async function simulate({ terminal }: CommandContext, options: Options): Promise<ExitCode> {
  const { startSimulatedVenue } = await import('@feedloom/testkit/venue')
  await using venue = await startSimulatedVenue(venueOptions(options))
  await serve(venue, terminal, options)
  return exitCodes.ok
}

/** Prints the addresses, then how it goes, until somebody stops it. A recording that is over leaves its clients connected. */
async function serve(venue: SimulatedVenue, terminal: Terminal, options: Options): Promise<void> {
  const names = options.venue === 'both' ? (['binance', 'binance-usdm'] as const) : [options.venue]
  for (const name of names) {
    const { ws, rest } = venue.endpoints[name]
    terminal.out(
      `${terminal.colors.bold(name)}  REST ${rest}  ${Object.entries(ws)
        .map(([group, url]) => `${group} ${url}`)
        .join('  ')}\n`,
    )
  }
  terminal.out(`${terminal.colors.dim(`oracle ${venue.url}/sim/oracle; Ctrl-C stops`)}\n`)
  const startedAt = performance.now()
  const report = setInterval(() => {
    const { connections } = venue.oracle
    const open = venue.oracle.summaries().filter(({ end }) => end === undefined).length
    const sent = venue.oracle.deliveredTo().reduce((sum, stream) => sum + stream.count, 0)
    const at = clock(performance.now() - startedAt)
    terminal.out(`${at} | ${count(sent)} frames sent | ${open} of ${connections.length} connections open\n`)
  }, REPORT_MS)
  if (options.quiet === true) clearInterval(report)
  void venue.ended.then(() => terminal.out('the recording is over\n'))
  await stopped(options.for)
  clearInterval(report)
}

function venueOptions({ venue, port, seed, symbols, rate, recording, speed }: Options): SimulatedVenueOptions {
  return {
    venue,
    port,
    seed,
    ...(symbols === undefined ? {} : { symbols }),
    ...(rate === undefined ? {} : { rate }),
    ...(recording === undefined ? {} : { recording }),
    ...(speed === undefined ? {} : { speed }),
  }
}

/** Resolves on a signal, or after that long. */
async function stopped(forMs: number | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const signals = onStopSignals({ stop: done, abort: done }, { keys: false })
    const timer = forMs === undefined ? undefined : setTimeout(done, forMs)
    function done(): void {
      clearTimeout(timer)
      signals[Symbol.dispose]()
      resolve()
    }
  })
}
