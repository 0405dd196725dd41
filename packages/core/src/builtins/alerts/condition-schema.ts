import { z } from 'zod'
import { duration } from '../../config/parts.ts'
import type { ErrorCode } from '../../contracts/index.ts'
import { barPrices, seriesPattern, tickPrices } from './series.ts'

/** A condition as people write it. */
export interface WrittenCondition {
  readonly price?: (typeof tickPrices)[number] | (typeof barPrices)[number] | undefined
  readonly indicator?: string | undefined
  readonly pattern?: string | undefined
  readonly all?: readonly WrittenCondition[] | undefined
  readonly any?: readonly WrittenCondition[] | undefined
  readonly not?: WrittenCondition | undefined
  readonly above?: number | string | undefined
  readonly below?: number | string | undefined
  readonly crosses?: number | string | undefined
  readonly crossesAbove?: number | string | undefined
  readonly crossesBelow?: number | string | undefined
  readonly changes?: string | undefined
  readonly moves?: string | undefined
  readonly within?: number | undefined
  readonly rearm?: number | undefined
  readonly direction?: 'bullish' | 'bearish' | undefined
  readonly state?: 'forming' | 'confirmed' | 'failed' | undefined
}

const subjects = ['price', 'indicator', 'pattern', 'all', 'any', 'not'] as const
const tests = ['above', 'below', 'crosses', 'crossesAbove', 'crossesBelow', 'changes', 'moves'] as const

const seriesName = z
  .string()
  .regex(seriesPattern)
  .meta({ examples: ['macd.signal'] })
const level = z.union([z.number(), seriesName]).optional()

/** What may stand under `when:`, and in another condition. */
export const condition: z.ZodType<WrittenCondition> = z.lazy(() => checked)
const several = z.array(condition).min(1)

const fields = z.strictObject({
  price: z
    .enum([...tickPrices, ...barPrices])
    .optional()
    .describe('A price: `trade`, `mid` of the quote, `last` of the ticker, `mark`; or of the bar `close`, `open`, `high`, `low`.'),
  indicator: seriesName.optional().describe('An indicator by its name under `compute:`, with the output after a dot: `macd.signal`.'),
  pattern: z
    .string()
    .min(1)
    .optional()
    .describe('A candlestick pattern (`cdl-engulfing`: its name or type under `compute:`) or a chart pattern (`double-top`) was seen.')
    .meta({ examples: ['cdl-engulfing'] }),
  above: level.describe('More than a number, or than another series (`sma200`).'),
  below: level.describe('Less than a number, or than another series.'),
  crosses: level.describe('Goes through a number or another series, up or down.'),
  crossesAbove: level.describe('Goes through it upwards.'),
  crossesBelow: level.describe('Goes through it downwards.'),
  changes: z
    .string()
    .regex(/^[+-]?\d+(\.\d+)? ?%$/)
    .optional()
    .describe('Falls by so much from its highest (`-3%`), or rises from its lowest (`3%`), `within` a time.')
    .meta({ examples: ['-3%'] }),
  moves: z
    .string()
    .regex(/^\d+(\.\d+)? ?%$/)
    .optional()
    .describe('Changes by so much in either direction, `within` a time.')
    .meta({ examples: ['3%'] }),
  within: duration({ min: '1ms', max: '31d' })
    .optional()
    .describe('The time of `changes` and `moves`.')
    .meta({ examples: ['15m'] }),
  rearm: z
    .number()
    .optional()
    .describe('After `above` or `below` a number came true, it stays so until this: `above: 70, rearm: 65` does not flicker at 70.'),
  direction: z.enum(['bullish', 'bearish']).optional().describe('Of a pattern. Left out, either.'),
  state: z
    .enum(['forming', 'confirmed', 'failed'])
    .optional()
    .describe('Of a chart pattern. Left out, `confirmed`: a close has gone through its level.'),
  all: several.optional().describe('All of these conditions.'),
  any: several.optional().describe('At least one of these conditions.'),
  not: condition.optional().describe('The opposite of this condition.'),
})

const checked: z.ZodType<WrittenCondition> = fields.superRefine((written, context) => {
  // A key that does not exist has been reported, and may be the one that is missing.
  const fault = context.issues.length > 0 ? undefined : faultOf(written)
  if (fault === undefined) return
  const { message, hint, path = [] } = fault
  const code: ErrorCode = 'FEEDLOOM_ALERT_CONDITION'
  context.addIssue({ code: 'custom', message, path, params: { feedloom: { code, hint } } })
})

interface Fault {
  readonly message: string
  readonly hint: string
  readonly path?: string[]
}

const example = 'For example `{ indicator: rsi14, above: 70 }` or `{ price: trade, crosses: 100000 }`.'

function faultOf(written: WrittenCondition): Fault | undefined {
  const given = subjects.filter((key) => written[key] !== undefined)
  const asked = tests.filter((key) => written[key] !== undefined)
  if (given.length !== 1) return { message: `must have exactly one of ${words(subjects)}; it has ${words(given)}`, hint: example }
  const [subject] = given
  const isSeries = subject === 'price' || subject === 'indicator'
  const strayTest = isSeries ? undefined : asked[0]
  if (strayTest !== undefined) return stray(strayTest, '`price` and `indicator`')
  if (isSeries && asked.length !== 1) return { message: `must have exactly one of ${words(tests)}; it has ${words(asked)}`, hint: example }
  const strayFact = (['direction', 'state'] as const).find((key) => written[key] !== undefined && subject !== 'pattern')
  if (strayFact !== undefined) return stray(strayFact, '`pattern`')
  return faultOfTest(written)
}

function faultOfTest({ above, below, changes, moves, within, rearm }: WrittenCondition): Fault | undefined {
  const isChange = changes !== undefined || moves !== undefined
  if (within !== undefined && !isChange) return stray('within', '`changes` and `moves`')
  if (isChange && within === undefined) return { message: 'must say `within` which time', hint: 'Add for example `within: 15m`.' }
  const amount = changes ?? moves
  if (amount !== undefined && Number.parseFloat(amount) === 0) {
    return { message: 'is no change', hint: 'Write for example `-3%`.', path: [changes === undefined ? 'moves' : 'changes'] }
  }
  if (rearm === undefined) return undefined
  if (typeof above === 'number') return rearm <= above ? undefined : beyond(`Write ${above} or less: above ${above} it is true anyway.`)
  if (typeof below === 'number') return rearm >= below ? undefined : beyond(`Write ${below} or more: below ${below} it is true anyway.`)
  return stray('rearm', '`above` or `below` a number')
}

function beyond(hint: string): Fault {
  return { message: 'is on the wrong side of its threshold', hint, path: ['rearm'] }
}

function stray(key: string, owner: string): Fault {
  return { message: `means something with ${owner} only`, hint: `Remove \`${key}\`.`, path: [key] }
}

function words(keys: readonly string[]): string {
  return keys.length === 0 ? 'none' : keys.map((key) => `\`${key}\``).join(', ')
}
