import { join } from 'node:path'
import { configError } from '@feedloom/core'
import { type AddCommand, type CommandContext, listArgument } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { plural } from '../figures.ts'
import { loadCatalogue } from '../indicators/catalogue.ts'
import { parametersFrom } from '../indicators/parameter-options.ts'
import { writeOutput } from '../write-output.ts'

interface Options {
  readonly markdown?: boolean
  readonly to: string
  readonly plugin?: readonly string[]
}

/** `feedloom indicators [TYPE]`: which indicators there are, and what each is. */
export const addIndicators: AddCommand = (program, action) => {
  program
    .command('indicators')
    .usage('[TYPE [--parameter value ...]] [options]')
    .description('list the indicators, or tell all of one: parameters, outputs, rows until its first value, source')
    .argument('[type...]', 'e.g. rsi, macd, bbands; then its parameters, for their warm-up')
    .option('--markdown', 'write the reference pages, with a picture of each')
    .option('--to <folder>', 'where to write them', 'docs/indicators')
    .option('--plugin <list>', 'packages or files with more indicators', listArgument)
    .allowUnknownOption()
    .action(action((context, words: readonly string[], options: Options) => indicators(context, words, options)))
}

async function indicators(context: CommandContext, words: readonly string[], { markdown, to, plugin }: Options): Promise<ExitCode> {
  const { terminal } = context
  const [name, ...rest] = words
  if (markdown === true) {
    if (name !== undefined) throw configError('FEEDLOOM_CONFIG_VALUE_INVALID', `--markdown writes all pages, not that of \`${name}\``)
    return await writePages(context, to)
  }
  const { describeIndicator, indicatorList } = await import('../indicators/describe-indicator.ts')
  const catalogue = await loadCatalogue(context, plugin)
  if (name === undefined) {
    terminal.out(indicatorList(catalogue, terminal))
    return exitCodes.ok
  }
  const found = catalogue.plugin(name)
  const made = await catalogue.create(found, parametersFrom(found.type, rest, catalogue.parameters(found)))
  terminal.out(describeIndicator(found, made, catalogue, terminal))
  return exitCodes.ok
}

async function writePages({ terminal }: CommandContext, folder: string): Promise<ExitCode> {
  const { referenceFiles } = await import('../reference/reference-pages.ts')
  const files = Object.entries(referenceFiles()).map(([path, text]) => [join(folder, path), text] as const)
  if (!(await writeOutput(terminal, Object.fromEntries(files)))) return exitCodes.usage
  terminal.out(terminal.colors.dim(`${plural(files.length, 'file')} in ${folder}\n`))
  return exitCodes.ok
}
