import { type Command, Option } from 'commander'
import { configError, type Indicator } from '@feedloom/core'
import { readBars } from '../bars/read-bars.ts'
import { type AddCommand, type CommandContext, listArgument } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { count, plural } from '../figures.ts'
import { type IndicatorPlugin, loadCatalogue } from '../indicators/catalogue.ts'
import { catalogueText, indicatorText } from '../indicators/help.ts'
import { csvText, jsonText } from '../indicators/output-text.ts'
import { parametersFrom } from '../indicators/parameter-options.ts'
import { type OutputColumn, columnsRead, runIndicator } from '../indicators/run-indicator.ts'
import { writeOutput } from '../write-output.ts'

interface Options {
  readonly input?: string
  readonly output: 'csv' | 'json'
  readonly of?: readonly string[]
  readonly to?: string
  readonly plugin?: readonly string[]
  readonly help?: boolean
}

/** `feedloom compute INDICATOR`: one indicator over a file of bars. */
export const addCompute: AddCommand = (program, action) => {
  program
    .command('compute')
    .usage('INDICATOR [--parameter value ...] --input FILE [options]')
    .description('compute an indicator over a CSV or Parquet file of bars')
    .argument('[indicator...]', 'e.g. rsi, macd, bbands; then its parameters')
    .option('-i, --input <file>', 'bars: timestamp_ms (or timestamp), open, high, low, close, volume; `-` is standard input')
    .addOption(new Option('-o, --output <format>', 'how to write the values').choices(['csv', 'json']).default('csv'))
    .option(
      '--of <columns>',
      'run over this column of the file instead of its own inputs; several for one that reads several',
      listArgument,
    )
    .option('--to <file>', 'write to a file; left out, to standard output')
    .option('--plugin <list>', 'packages or files with more indicators', listArgument)
    .helpOption(false)
    .option('-h, --help', 'print help; behind the name of an indicator, its parameters')
    .allowUnknownOption()
    .action(action((context, words: readonly string[], options: Options, command: Command) => compute(context, words, options, command)))
}

async function compute(context: CommandContext, words: readonly string[], options: Options, command: Command): Promise<ExitCode> {
  const { terminal } = context
  const catalogue = await loadCatalogue(context, options.plugin)
  const [name, ...rest] = words
  if (name === undefined) {
    if (options.help !== true) throw usage('which indicator?', 'Name one, e.g. `feedloom compute rsi --input bars.csv`.')
    terminal.out(`${command.helpInformation()}\n${catalogueText(catalogue, terminal)}`)
    return exitCodes.ok
  }
  if (name.startsWith('-')) throw usage(`what is \`${name}\`?`, 'The indicator comes first: `feedloom compute rsi --period 14`.')
  const plugin = catalogue.plugin(name)
  if (options.help === true) {
    const standard = await catalogue.create(plugin, {}).catch(() => undefined)
    terminal.out(indicatorText(plugin, standard, catalogue, terminal))
    return exitCodes.ok
  }
  const given = parametersFrom(plugin.type, rest, catalogue.parameters(plugin))
  return await computeFile(context, plugin, await catalogue.create(plugin, given), options)
}

async function computeFile(
  { terminal }: CommandContext,
  { type }: IndicatorPlugin,
  indicator: Indicator,
  { input, output, of, to }: Options,
): Promise<ExitCode> {
  if (input === undefined) throw usage('over which bars?', 'Name a file: `--input bars.csv`.')
  const read = columnsRead(type, indicator, of)
  const bars = await readBars(input, { required: [...new Set(read.values())].filter((name) => name !== 'openTime') })
  const outputs = runIndicator(indicator, read, bars)
  if (bars.timesAre !== undefined) terminal.err(terminal.colors.dim(`${bars.timesAre}\n`))
  const text = output === 'csv' ? csvText(bars.times, outputs) : jsonText(bars.times, outputs)
  if (to === undefined) {
    for (const part of text) terminal.out(part)
    return exitCodes.ok
  }
  if (!(await writeOutput(terminal, { [to]: [...text].join('') }))) return exitCodes.usage
  terminal.out(terminal.colors.dim(`${summary(type, bars.times.length, outputs)}, in ${to}\n`))
  return exitCodes.ok
}

function summary(type: string, rows: number, outputs: readonly OutputColumn[]): string {
  const [first] = outputs
  const values = first?.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0) ?? 0
  return `${type}: ${plural(rows, 'bar')}, ${count(values)} with a value`
}

function usage(message: string, hint: string): Error {
  return configError('FEEDLOOM_CONFIG_VALUE_INVALID', message, { hint })
}
