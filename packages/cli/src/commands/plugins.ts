import type { LoadedPlugin } from '@feedloom/core/config'
import { Option } from 'commander'
import type { AddCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { plainTable } from '../plain-table.ts'
import { pluginsFor } from '../plugin-set.ts'

const kinds = ['source', 'processor', 'sink', 'cache', 'indicator', 'normalizer']

/** `feedloom plugins [FILE]`: what a config may use. */
export const addPlugins: AddCommand = (program, action) => {
  program
    .command('plugins')
    .description('list the plugins that a config may use')
    .argument('[file]', 'config whose plugins to list; left out, those that come with this command')
    .addOption(new Option('--kind <kind>', 'of one kind only').choices(kinds))
    .option('--json', 'print them as JSON')
    .action(
      action(async (context, file: string | undefined, { kind, json = false }: { kind?: string; json?: boolean }) => {
        const { terminal } = context
        const plugins = await pluginsFor(context, file)
        if (plugins === undefined) return exitCodes.findings
        const listed = plugins
          .all()
          .filter(({ plugin }) => kind === undefined || plugin.kind === kind)
          .sort(byKindAndType)
        if (json) terminal.out(`${JSON.stringify(listed.map(facts), undefined, 2)}\n`)
        else
          terminal.out(
            plainTable(
              ['kind', 'type', 'stability', 'package', 'summary'],
              listed.map((each) => Object.values(facts(each))),
              terminal,
            ),
          )
        return exitCodes.ok
      }),
    )
}

function facts({ plugin, from }: LoadedPlugin) {
  const { kind, type, stability, summary } = plugin
  return { kind, type, stability, package: from, summary }
}

function byKindAndType(a: LoadedPlugin, b: LoadedPlugin): number {
  return kinds.indexOf(a.plugin.kind) - kinds.indexOf(b.plugin.kind) || (a.plugin.type < b.plugin.type ? -1 : 1)
}
