import { composeJsonSchema } from '@feedloom/core/config'
import type { AddCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { pluginsFor } from '../plugin-set.ts'
import { writeOutput } from '../write-output.ts'

/** `feedloom schema [FILE]`: JSON Schema for editors. */
export const addSchema: AddCommand = (program, action) => {
  program
    .command('schema')
    .description('print the JSON Schema of configs, for completion in editors')
    .argument('[file]', 'config whose plugins the schema covers; left out, those that come with this command')
    .option('-o, --out <path>', 'write it to a file')
    .action(
      action(async (context, file: string | undefined, { out }: { out?: string }) => {
        const plugins = await pluginsFor(context, file)
        if (plugins === undefined) return exitCodes.findings
        const text = `${JSON.stringify(composeJsonSchema(plugins), undefined, 2)}\n`
        if (out === undefined) context.terminal.out(text)
        else if (!(await writeOutput(context.terminal, { [out]: text }))) return exitCodes.usage
        return exitCodes.ok
      }),
    )
}
