import { type Finding, type LoadedConfig, formatFindings, tally } from '@feedloom/core/config'
import type { AddCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { readConfig } from '../load.ts'
import { checkOnline } from '../check-online.ts'

interface Options {
  readonly online?: boolean
  readonly json?: boolean
}

/** `feedloom validate FILE`: every finding at once, nothing started. */
export const addValidate: AddCommand = (program, action) => {
  program
    .command('validate')
    .description('check a config and list everything that is wrong with it')
    .argument('<file>', 'config file (YAML or JSON)')
    .option('--online', 'also ask the venues whether the symbols exist')
    .option('--json', 'print the findings as JSON')
    .action(
      action(async (context, file: string, { online = false, json = false }: Options) => {
        const { terminal } = context
        const result = await readConfig(context, file)
        const findings = online && result.loaded !== undefined ? await withSymbols(result.findings, result.loaded) : result.findings
        const ok = !findings.some(({ severity }) => severity === 'error')
        if (json) terminal.out(`${JSON.stringify({ ok, findings }, undefined, 2)}\n`)
        else {
          terminal.out(formatFindings(findings, { color: terminal.color }))
          if (ok) terminal.out(`${terminal.colors.green('ok')} ${file} can run${findings.length > 0 ? ` (${tally(findings)})` : ''}\n`)
        }
        return ok ? exitCodes.ok : exitCodes.findings
      }),
    )
}

/** The symbols are checked now: the remark that they were not falls away. */
async function withSymbols(findings: readonly Finding[], loaded: LoadedConfig): Promise<readonly Finding[]> {
  return [...findings.filter(({ code }) => code !== 'FEEDLOOM_CONFIG_SYMBOLS_UNCHECKED'), ...(await checkOnline(loaded))]
}
