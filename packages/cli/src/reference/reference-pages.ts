import type { Indicator } from '@feedloom/core'
import { type IndicatorMaker, families } from '@feedloom/indicators'
import { cellText } from '../cell-text.ts'
import { count } from '../figures.ts'
import { horizonText } from '../indicators/horizon-text.ts'
import { parametersOf } from '../indicators/parameters.ts'
import { pictureOf } from './picture.ts'

/** What a family is called; one that is not listed goes by its own name. */
const titles: Readonly<Record<string, string>> = {
  averages: 'Averages',
  candles: 'Candlestick patterns',
  cycle: 'Cycles',
  levels: 'Levels',
  math: 'Mathematics',
  momentum: 'Momentum',
  price: 'Prices of a bar',
  statistics: 'Statistics',
  trend: 'Trend',
  volatility: 'Volatility',
  volume: 'Volume',
}

interface Entry {
  readonly maker: IndicatorMaker
  /** With its standard parameters. */
  readonly indicator: Indicator
}

const entriesOf = (makers: Readonly<Record<string, IndicatorMaker>>): Entry[] =>
  Object.values(makers)
    .map((maker) => ({ maker, indicator: maker() }))
    .toSorted((a, b) => (a.maker.about.type < b.maker.about.type ? -1 : 1))

const remark = '<!-- Written by `npx feedloom indicators --markdown --to docs/indicators`; a test compares it with what the code makes. -->'

/** The folder `docs/indicators` by path in it: an index, a page a family and a picture an indicator. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const all = Object.entries(families).map(([family, makers]) => [family, entriesOf(makers)] as const)
  const pages = all.map(([family, entries]) => [`${family}.md`, familyPage(family, entries)] as const)
  const pictures = all.flatMap(([, entries]) =>
    entries.map(({ maker: { about }, indicator }) => {
      const { type, summary: title } = about
      return [picturePath(type), pictureOf({ type, title, indicator })] as const
    }),
  )
  return Object.fromEntries([['README.md', indexPage(all)], ...pages, ...pictures])
}

const picturePath = (type: string): string => `images/${type}.svg`
const titleOf = (family: string): string => titles[family] ?? family.charAt(0).toUpperCase() + family.slice(1)
const code = (text: string): string => `\`${text}\``
const codes = (names: readonly string[]): string => names.map(code).join(', ')
const cell = (text: string): string => text.replaceAll('|', '\\|')

function indexPage(all: readonly (readonly [string, readonly Entry[]])[]): string {
  const makers = all.flatMap(([, entries]) => entries.map(({ maker }) => maker))
  const functions = new Set(makers.flatMap(({ about }) => (about.talib === undefined ? [] : [about.talib.function])))
  const sections = all.map(([family, entries]) => {
    const rows = entries.map((entry) => indexRow(family, entry))
    const head = '| indicator | what it is | TA-Lib | first value after | converged after |\n|---|---|---|---|---|'
    return `## [${titleOf(family)}](${family}.md)\n\n${head}\n${rows.join('\n')}\n`
  })
  return `# Indicators

${remark}

${makers.length} indicators, ${functions.size} of which are functions of TA-Lib under its names ([how the values are verified](verified.md)). The page
of a family says of each where its formula comes from and which flavour it is, lists its parameters and outputs, and shows what it
looks like over invented candles. \`feedloom indicators rsi --period 21\` tells the same in a terminal, for any parameters.

*First value after* counts the rows before the first value, with the standard parameters. *Converged after* counts the rows until
what came before the first one no longer matters: the error is below 1e-6. Both follow the parameters, and every value of a run
carries them as \`ready\` and \`converged\`.

Support and resistance, chart patterns and volume profiles are found by processors of their own:
[levels, chart patterns, volume profiles](../guides/chart-patterns.md).

${sections.join('\n')}`
}

function indexRow(family: string, { maker: { about }, indicator: { warmup, convergence } }: Entry): string {
  const { type, summary, talib } = about
  const end = Number.isFinite(convergence) ? count(convergence) : 'never'
  return `| [\`${type}\`](${family}.md#${type}) | ${cell(summary)} | ${talib === undefined ? '' : code(talib.function)} | ${count(warmup)} | ${end} |`
}

function familyPage(family: string, entries: readonly Entry[]): string {
  const sections = entries.map(section)
  return `# ${titleOf(family)}\n\n${remark}\n\n[All indicators](README.md)\n\n${sections.join('\n')}`
}

function section({ maker, indicator }: Entry): string {
  const { type, aliases = [], summary, source, talib } = maker.about
  const names = [
    ...(aliases.length === 0 ? [] : [`also ${codes(aliases)}`]),
    ...(talib === undefined ? [] : [`TA-Lib ${code(talib.function)}`]),
  ]
  const facts = [
    `- reads ${codes(indicator.inputs)}; gives ${outputsText(indicator)}`,
    `- ${horizonText(indicator)}`,
    `- source: ${source}`,
  ]
  const title = `${summary}${names.length === 0 ? '' : `; ${names.join('; ')}`}`
  return `## \`${type}\`\n\n${title}.\n\n![${summary}](${picturePath(type)})\n\n${facts.join('\n')}\n${parameterTable(maker)}`
}

/** A long list of outputs is told by its number. */
function outputsText({ outputs }: Indicator): string {
  return outputs.length <= 12 ? codes(outputs) : `${outputs.length} outputs, ${codes(outputs.slice(0, 2))} and so on`
}

function parameterTable({ plugin }: IndicatorMaker): string {
  const rows = parametersOf(plugin.configSchema).map(({ name, standard, accepts, description }) => {
    const value = standard === undefined ? 'required' : code(cellText(standard))
    return `| ${code(name)} | ${value} | ${cell(accepts)} | ${cell(description)} |`
  })
  return rows.length === 0 ? '' : `\n| parameter | default | takes | what it is |\n|---|---|---|---|\n${rows.join('\n')}\n`
}
