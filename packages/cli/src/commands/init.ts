import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { composeJsonSchema } from '@feedloom/core/config'
import { Option } from 'commander'
import type { AddCommand, CommandContext } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { askChoices, defaultSymbols, symbolsOf } from '../init/ask.ts'
import { type Choices, configTemplate, kindsOf } from '../init/template.ts'
import { pluginsFor } from '../plugin-set.ts'
import { writeOutput } from '../write-output.ts'

interface Options {
  readonly venue?: Choices['venue']
  readonly symbols?: string
  readonly kinds?: string
  readonly store?: Choices['store']
  readonly indicators?: boolean
  readonly yes?: boolean
  readonly force?: boolean
}

const CONFIG = 'feedloom.yaml'
const SCHEMA = 'feedloom.schema.json'

/** `feedloom init [DIR]`: a first config, its schema for the editor, and a `.gitignore` for the data. */
export const addInit: AddCommand = (program, action) => {
  program
    .command('init')
    .description('write a first config')
    .argument('[dir]', 'folder', '.')
    .addOption(new Option('--venue <venue>', 'venue to connect').choices(Object.keys(kindsOf)))
    .option('--symbols <list>', 'symbols, e.g. BTC/USDT,ETH/USDT')
    .option('--kinds <list>', 'data kinds, e.g. trade,book,bar')
    .addOption(new Option('--store <store>', 'where to keep the data').choices(['duckdb', 'memory']))
    .option('--indicators', 'compute RSI and EMA on the bars')
    .option('--no-indicators', 'compute nothing')
    .option('-y, --yes', 'ask nothing; what is not given takes its default')
    .option('-f, --force', 'write over a config that is there')
    .action(action((context, dir: string, options: Options) => init(context, dir, options)))
}

async function init(context: CommandContext, dir: string, options: Options): Promise<ExitCode> {
  const { terminal } = context
  const path = join(dir, CONFIG)
  if (existsSync(path) && options.force !== true) {
    terminal.err(`${terminal.colors.red('error')} ${path} is there already; --force writes over it\n`)
    return exitCodes.usage
  }
  const choices = await choose(context, options)
  if (choices === undefined) return exitCodes.aborted
  if (!(await writeOutput(terminal, { [path]: configTemplate(choices) }))) return exitCodes.usage
  const plugins = await pluginsFor(context, path)
  const schema = plugins === undefined ? {} : { [join(dir, SCHEMA)]: `${JSON.stringify(composeJsonSchema(plugins), undefined, 2)}\n` }
  if (!(await writeOutput(terminal, { ...schema, ...(await ignored(join(dir, '.gitignore'), 'data/')) }))) return exitCodes.usage
  const file = relative('.', path) || path
  terminal.out(
    `${terminal.colors.green('✓')} ${file} and ${join(dir, SCHEMA)}\n\nNext:\n  npx feedloom validate ${file} --online\n  npx feedloom run ${file}\n`,
  )
  return exitCodes.ok
}

async function choose({ terminal }: CommandContext, options: Options): Promise<Choices | undefined> {
  const given = givenChoices(options)
  if (terminal.interactive && process.stdin.isTTY && options.yes !== true) return await askChoices(given, SCHEMA)
  const venue = given.venue ?? 'binance'
  const kinds = given.kinds ?? ['trade', 'bar']
  return {
    venue,
    symbols: given.symbols ?? defaultSymbols(venue),
    kinds,
    store: given.store ?? 'duckdb',
    indicators: given.indicators ?? kinds.includes('bar'),
    schema: SCHEMA,
  }
}

function givenChoices({ venue, symbols, kinds, store, indicators }: Options): Partial<Choices> {
  const [symbolList, kindList] = [symbolsOf(symbols), symbolsOf(kinds)]
  return {
    ...(venue === undefined ? {} : { venue }),
    ...(symbolList === undefined ? {} : { symbols: symbolList }),
    ...(kindList === undefined ? {} : { kinds: kindList }),
    ...(store === undefined ? {} : { store }),
    ...(indicators === undefined ? {} : { indicators }),
  }
}

/** What a `.gitignore` is to hold, with this line; nothing where it has it. */
async function ignored(path: string, line: string): Promise<Readonly<Record<string, string>>> {
  const text = existsSync(path) ? await readFile(path, 'utf8') : ''
  if (text.split('\n').includes(line)) return {}
  return { [path]: `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n` }
}
