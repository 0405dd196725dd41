import { errorCodes } from '@feedloom/core'
import { exitCodes } from '../exit-codes.ts'
import type { AddCommand } from '../command.ts'

/** `feedloom errors [CODE]`: what an error code means and what to do about it. */
export const addErrors: AddCommand = (program, action) => {
  program
    .command('errors')
    .description('list the error codes, or explain one')
    .argument('[code]', 'FEEDLOOM_… code, with or without the prefix')
    .option('--markdown', 'print them as the page docs/errors.md')
    .action(
      action(async ({ terminal }, code: string | undefined, { markdown = false }: { markdown?: boolean }) => {
        if (code === undefined) {
          terminal.out(markdown ? errorsPage() : errorsList())
          return exitCodes.ok
        }
        const text = explainCode(code, terminal.colors.bold)
        if (text === undefined) {
          terminal.err(`there is no error code \`${code}\`; \`feedloom errors\` lists them\n`)
          return exitCodes.usage
        }
        terminal.out(text)
        return exitCodes.ok
      }),
    )
}

const entries = () => Object.entries(errorCodes).sort(([a], [b]) => (a < b ? -1 : 1))

function explainCode(given: string, bold: (text: string) => string): string | undefined {
  const name = given.toUpperCase().replace(/^(FEEDLOOM_)?/, 'FEEDLOOM_')
  const entry = entries().find(([code]) => code === name)?.[1]
  return entry === undefined ? undefined : `${bold(name)} (${entry.category})\n${entry.meaning}\n${entry.wayOut}\n`
}

function errorsList(): string {
  return entries()
    .map(([code, { meaning }]) => `${code}  ${meaning}\n`)
    .join('')
}

const categories = {
  config: 'stops before anything starts; exit code 1, or 2 where arguments asked for it',
  retryable: 'is tried again, with growing pauses',
  data: 'one message could not be understood: it is counted, kept as a dead letter, and the stream goes on',
  fatal: "fails its component; the pipeline's `onFatal` decides what follows; exit code 3 when it stops the run",
} as const

/** The page `docs/errors.md`. */
export function errorsPage(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const sections = Object.entries(categories).flatMap(([category, effect]) => {
    const rows = entries().filter(([, entry]) => entry.category === category)
    if (rows.length === 0) return []
    const lines = rows.map(([code, { meaning, wayOut }]) => `| \`${code}\` | ${cell(meaning)} | ${cell(wayOut)} |`)
    return [
      `## ${category}\n\nAn error of this category ${effect}.\n\n| code | what happened | what to do |\n|---|---|---|\n${lines.join('\n')}\n`,
    ]
  })
  return `# Error codes\n\n<!-- Written by \`npx feedloom errors --markdown > docs/errors.md\`; a test compares it with the table in the code. -->\n\nEvery error has a code that never changes its meaning. \`feedloom errors CODE\` prints one of these lines.\n\n${sections.join('\n')}`
}
