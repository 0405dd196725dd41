import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { type Plugin, configError, fatal, isPlugin } from '@feedloom/core'
import { type ConfigInput, type LoadedConfig, type SinkConfig, type SubscribeInput, resolveConfig } from '@feedloom/core/config'
import { type AddCommand, type CommandContext, durationArgument, listArgument } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { loadOptions, loadOrReport } from '../load.ts'
import { packageOfSource } from '../plugin-set.ts'
import { type RunFlags, runAndReport } from './run.ts'

interface Options extends RunFlags {
  readonly out: string
  readonly symbols?: readonly string[]
  readonly kinds: readonly string[]
  readonly interval: string
  readonly rotate?: string
  readonly keep?: string
  readonly rest?: string
  readonly ws?: readonly string[]
}

/** `feedloom record FILE|VENUE`: raw frames, for replay. */
export const addRecord: AddCommand = (program, action) => {
  program
    .command('record')
    .description('record what comes in, frame by frame, for replay')
    .argument('<file|venue>', 'config, whose sources are recorded without its sinks; or a venue such as binance')
    .requiredOption('-o, --out <dir>', 'folder for the recordings')
    .option('--symbols <list>', 'of a venue: symbols or patterns, e.g. BTC/USDT,ETH/USDT', listArgument)
    .option('--kinds <list>', 'of a venue: data kinds', listArgument, ['trade', 'book'])
    .option('--interval <interval>', 'of a venue: width of bars', '1m')
    .option('--rest <url>', 'of a venue: REST address, for a gateway or a simulator')
    .option('--ws <list>', 'of a venue: WebSocket addresses as group=url', listArgument)
    .option('--rotate <duration>', 'begin a new file this often, e.g. 1h')
    .option('--keep <duration>', 'delete recordings older than this, e.g. 7d')
    .option('--for <duration>', 'stop after this long, e.g. 30s', durationArgument)
    .option('--json', 'print JSON logs and nothing else')
    .option('-q, --quiet', 'print warnings and errors only')
    .action(
      action(async (context, target: string, options: Options) => {
        const isFile = existsSync(target)
        const loaded = isFile ? await recordedFile(context, target, options) : await recordedVenue(context, target, options)
        if (loaded === undefined) return exitCodes.findings
        const code = await runAndReport(context, loaded, `recording ${basename(target)}`, options)
        // There is no file that a finding could be about.
        return code === exitCodes.findings && !isFile ? exitCodes.usage : code
      }),
    )
}

function recorder({ out, rotate, keep }: Options): Readonly<Record<string, unknown>> {
  return { path: resolve(out), ...(rotate === undefined ? {} : { rotate }), ...(keep === undefined ? {} : { keep }) }
}

/** The sources of a config with a recorder for its only sink. */
async function recordedFile(context: CommandContext, file: string, options: Options): Promise<LoadedConfig | undefined> {
  const sink = await recorderSink(options)
  const loaded = await loadOrReport(context, file)
  if (loaded === undefined) return undefined
  const { sources } = loaded.config
  const pipelines = { main: { sources: Object.keys(sources), processors: [], sinks: [sink.id], onFatal: 'stop' as const } }
  return { ...loaded, config: { ...loaded.config, processors: {}, sinks: { [sink.id]: sink }, caches: {}, pipelines } }
}

async function recorderSink(options: Options): Promise<SinkConfig> {
  const plugins = await import('@feedloom/recorder/plugins')
  const plugin = Object.values(plugins)
    .filter(isPlugin)
    .find((each): each is Plugin<'sink'> => each.kind === 'sink')
  if (plugin === undefined) throw fatal('FEEDLOOM_PLUGIN_NOT_EXPORTED', '@feedloom/recorder gives no sink')
  const result = await plugin.configSchema['~standard'].validate(recorder(options))
  if (result.issues === undefined)
    return { id: 'recorder', type: plugin.type, plugin, config: result.value, kinds: undefined, batching: {} }
  const problems = result.issues.map(({ message }) => message)
  throw configError('FEEDLOOM_CONFIG_VALUE_INVALID', problems.join('; '), { hint: 'Write durations such as 1h or 7d.' })
}

async function recordedVenue(context: CommandContext, venue: string, options: Options): Promise<LoadedConfig> {
  const { symbols, kinds, interval, rest, ws } = options
  if (symbols === undefined) {
    throw configError('FEEDLOOM_CONFIG_SUBSCRIBE_MISSING', `nothing to record from ${venue}`, {
      hint: 'Name symbols: --symbols BTC/USDT,ETH/USDT.',
    })
  }
  const from = await packageOfSource(venue)
  const subscribe = kinds.map((kind): SubscribeInput => ({ kind, symbols, ...(kind === 'bar' ? { interval } : {}) }))
  const addresses = Object.fromEntries((ws ?? []).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  const endpoints = { ...(rest === undefined ? {} : { rest }), ...(ws === undefined ? {} : { ws: addresses }) }
  const input: ConfigInput = {
    plugins: ['@feedloom/recorder', ...(from === undefined ? [] : [from])],
    sources: { [venue]: { subscribe, ...(rest === undefined && ws === undefined ? {} : { endpoints }) } },
    record: recorder(options),
  }
  return await resolveConfig(input, loadOptions(context))
}
