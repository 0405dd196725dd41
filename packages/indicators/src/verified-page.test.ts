import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { allIndicators } from './families.ts'
import { extras } from './test/extras.ts'
import { columnsOf } from './test/golden.ts'
import { type TalibException, exceptions } from './test/talib-exceptions.ts'
import { callsOf, imprecise, indicatorFor } from './test/talib.ts'

const page = fileURLToPath(new URL('../../../docs/indicators/verified.md', import.meta.url))

/** What the reference values were made over. */
const series = {
  dev: '2,000 one-minute bars of a perpetual in Bitcoin',
  fx: '1,500 one-minute bars of GBP/USD, some without volume',
  edge: '520 invented bars: flat, without volume or range, straight, alternating, with spikes and gaps',
  cdl: '2,600 invented bars in which every candlestick pattern appears with every value that it can have',
}

const makers = allIndicators.filter(({ about }) => about.talib !== undefined)

function counts(name: string): { readonly functions: number; readonly calls: number; readonly left: number } {
  const all = makers.flatMap((maker) =>
    callsOf(name, maker.about.talib?.function ?? '').map(([, entry]) => ({
      of: maker,
      compared: indicatorFor(maker, entry) !== undefined,
    })),
  )
  const compared = all.filter((each) => each.compared)
  return { functions: new Set(compared.map(({ of }) => of)).size, calls: compared.length, left: all.length - compared.length }
}

function seriesTable(): string {
  const rows = Object.entries(series).map(([name, what]) => {
    const { functions, calls } = counts(name)
    return `| \`${name}\` | ${what} | ${functions} | ${calls} |`
  })
  return `| series | what it is | functions | calls |\n|---|---|---|---|\n${rows.join('\n')}`
}

/** Calls that share a reason, in one line. */
function exceptionTable(): string {
  const reasons = [...new Set(exceptions.map(({ reason }) => reason))]
  const lines = reasons.map((reason) => {
    const alike = exceptions.filter((each) => each.reason === reason)
    return `| ${alike.map(callText).join('<br>')} | ${reason.replaceAll('|', '\\|')} |`
  })
  return `| call: rows of a series | why |\n|---|---|\n${lines.join('\n')}`
}

function callText({ call, series: name, rows }: TalibException): string {
  return `\`${call}\`: \`${name}\` ${rows.map(([from, to]) => `${from}–${to}`).join(', ')}`
}

const rowsExcused = exceptions.reduce((sum, { rows }) => sum + rows.reduce((part, [from, to]) => part + to - from + 1, 0), 0)

const pageText = (): string => `# How the values are verified

<!-- Written by \`npx vitest run packages/indicators/src/verified-page.test.ts --update\`, from what the tests compare. -->

[All indicators](README.md)

## Against TA-Lib

All ${new Set(makers.map(({ about }) => about.talib?.function)).size} functions of TA-Lib are compared with the values of TA-Lib C 0.6.0-dev, with standard and with other parameters: a
value may differ by 1e-9 of its size (of 1 where it is smaller), patterns, counts and rows by nothing, and the first value must come
on the same row.

${seriesTable()}

The values of ${[...imprecise].map((name) => `\`${name}\``).join(', ')} are compared with exact arithmetic instead, where 0.6 loses digits to
rounding.

Defaults, and values where 0.8 changed them, are those of TA-Lib 0.8.2: \`BBANDS\` over 20 rows (5 before), \`APO\` and \`PPO\` of exponential means
(plain ones before), variances without cancellation, 0 for \`CCI\` and 50 for \`IMI\` and \`RSI\` where prices do not move, and no least flow in
\`MFI\`.

### Where TA-Lib is held to be wrong

${exceptions.length} calls, ${rowsExcused} rows in all, are not compared. A test fails when one of them would agree after all.

${exceptionTable()}

## Beyond TA-Lib

${extras.length} calls are compared with an independent computation that follows the published formula row by row, within the same 1e-9, on the series
\`dev\`, \`fx\` and \`edge\`.

## Every one

Batch equals streaming bit for bit; a row that is only tried out leaves no trace; a revised row gives what it would have given at
first; what is saved goes on bit for bit; a row with an unknown input gives NaN and is forgotten; no call allocates. These laws are
tested for every indicator with seeded series, flat ones, zeros and gaps among them.
`

describe.skipIf(columnsOf('dev') === undefined)('the page of what is verified', () => {
  it('says what is compared and what is not', async () => {
    await expect(pageText()).toMatchFileSnapshot(page)
  })

  it('leaves out no call', () => {
    expect(Object.keys(series).map((name) => counts(name).left)).toEqual([0, 0, 0, 0])
  })
})
