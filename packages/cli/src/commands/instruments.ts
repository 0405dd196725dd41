import type { Instrument } from '@feedloom/core'
import { type ConfigInput, type LoadedConfig, matchesPattern, resolveConfig } from '@feedloom/core/config'
import { Option } from 'commander'
import { existsSync } from 'node:fs'
import type { AddCommand, CommandContext } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { plural } from '../figures.ts'
import { loadOptions, loadOrReport } from '../load.ts'
import { plainTable } from '../plain-table.ts'
import { packageOfSource } from '../plugin-set.ts'

interface Options {
  readonly type?: string
  readonly match?: string
  readonly status?: string
  readonly json?: boolean
}

const types: readonly Instrument['type'][] = ['spot', 'perpetual', 'future', 'option', 'equity', 'index']
const states: readonly Instrument['status'][] = ['trading', 'halted', 'auction', 'closed', 'delisted']

/** `feedloom instruments VENUE|FILE`: what a venue trades. */
export const addInstruments: AddCommand = (program, action) => {
  program
    .command('instruments')
    .description('list what a venue trades')
    .argument('<venue|file>', 'venue such as binance-usdm, or a config, whose venues and addresses are taken')
    .addOption(new Option('--type <type>', 'of one type only').choices(types))
    .option('--match <pattern>', 'unified or native symbol, e.g. "BTC/*"')
    .addOption(new Option('--status <status>', 'in one state only').choices(states))
    .option('--json', 'print all that is known about them as JSON')
    .action(action((context, target: string, options: Options) => list(context, target, options)))
}

async function list(context: CommandContext, target: string, options: Options): Promise<ExitCode> {
  const { terminal } = context
  const loaded = existsSync(target) ? await loadOrReport(context, target) : await venueConfig(context, target)
  if (loaded === undefined) return exitCodes.findings
  const { Engine } = await import('@feedloom/core/engine')
  await using engine = await Engine.from(loaded)
  await engine.checkSymbols()
  const found = [...engine.registry.all()].filter((instrument) => isWanted(instrument, options)).sort((a, b) => (a.id < b.id ? -1 : 1))
  if (options.json === true) {
    terminal.out(`${JSON.stringify(found.map(facts), undefined, 2)}\n`)
    return exitCodes.ok
  }
  const text = (value: number | undefined) => (value === undefined ? '' : String(value))
  const rows = found.map((each) => [
    each.venue,
    each.symbol,
    each.nativeSymbol,
    each.type,
    each.status,
    text(each.priceStep),
    text(each.sizeStep),
  ])
  const head = ['venue', 'symbol', 'native', 'type', 'status', 'price step', 'size step']
  if (rows.length > 0) terminal.out(plainTable(head, rows, terminal, ['price step', 'size step']))
  terminal.out(terminal.colors.dim(`${plural(found.length, 'instrument')}\n`))
  return exitCodes.ok
}

/** A config that does nothing but know the venue. */
async function venueConfig(context: CommandContext, venue: string): Promise<LoadedConfig> {
  const from = await packageOfSource(venue)
  const input: ConfigInput = { plugins: from === undefined ? [] : [from], sources: { [venue]: { subscribe: [] } }, sinks: { memory: {} } }
  return await resolveConfig(input, loadOptions(context))
}

function isWanted({ type, status, symbol, nativeSymbol }: Instrument, options: Options): boolean {
  if (options.type !== undefined && options.type !== type) return false
  if (options.status !== undefined && options.status !== status) return false
  const { match } = options
  return (
    match === undefined ||
    matchesPattern(match, symbol) ||
    matchesPattern(match, nativeSymbol) ||
    match === symbol ||
    match === nativeSymbol
  )
}

/** An instrument writes its id as JSON; here everything is wanted. */
function facts(instrument: Instrument): object {
  return Object.fromEntries(Object.entries(instrument).filter(([name, value]) => name !== 'index' && typeof value !== 'function'))
}
