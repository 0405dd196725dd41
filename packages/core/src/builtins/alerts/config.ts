import { z } from 'zod'
import { barSpec, duration, symbolList } from '../../config/parts.ts'
import type { BarSpec } from '../../contracts/index.ts'
import { type WrittenCondition, condition } from './condition-schema.ts'

export interface RuleConfig {
  readonly when: WrittenCondition
  readonly symbols?: readonly string[] | undefined
  readonly interval?: BarSpec | undefined
  readonly on: 'close' | 'tick'
  readonly oncePer?: 'bar' | undefined
  /** ms */
  readonly cooldown?: number | undefined
  readonly severity: 'info' | 'warning' | 'critical'
  readonly message?: string | undefined
  readonly late: 'ignore' | 'fire'
  readonly unconverged: 'wait' | 'use'
}

const rule = z.strictObject({
  when: condition.describe(
    'The condition: something to look at (`price`, `indicator`, `pattern`) and what it must do; or `all`, `any`, `not`.',
  ),
  symbols: symbolList().optional().describe('Unified or native symbols, or patterns (`*/USDT`). Left out, every instrument.'),
  interval: barSpec().optional().describe('Width of the bars under bar prices, indicators and patterns. Left out, each width by itself.'),
  on: z
    .enum(['close', 'tick'])
    .default('close')
    .describe('Look at bars and indicators when the bar has closed, or also while it forms (indicators need `preview` for that).'),
  oncePer: z
    .literal('bar')
    .optional()
    .describe('One alert for each bar on which it is true. Left out, one when it becomes true, and the next after it was false.'),
  cooldown: duration().optional().describe('After an alert, none for the same instrument in this time.'),
  severity: z.enum(['info', 'warning', 'critical']).default('warning').describe('How much it matters; sinks colour and sort by it.'),
  message: z
    .string()
    .min(1)
    .optional()
    .describe(
      'What the alert says, with `{symbol}`, `{price}`, `{value}`, `{threshold}`, `{rule}`, `{interval}`, and series by name: `{sma20}`.',
    )
    .meta({ examples: ['{symbol} at {price}: rsi {value}'] }),
  late: z
    .enum(['ignore', 'fire'])
    .default('ignore')
    .describe('Data that was fetched later, to fill a hole or from history, is looked at; `fire` also alerts on it.'),
  unconverged: z
    .enum(['wait', 'use'])
    .default('wait')
    .describe('Indicator values that still depend on where their input began: wait until they do not, or use them.'),
})

const names = z.string().regex(/^[A-Za-z][\w.-]*$/)

export interface AlertsConfig {
  readonly rules: Readonly<Record<string, RuleConfig>>
  readonly origin: 'venue' | 'derived'
}

export const alertsConfig: z.ZodType<AlertsConfig> = z.strictObject({
  rules: z
    .record(names, rule)
    .refine((rules) => Object.keys(rules).length > 0, 'needs at least one rule')
    .describe('Rules by name: `overbought: { when: { indicator: rsi14, above: 70 } }`.'),
  origin: z.enum(['venue', 'derived']).default('venue').describe('Bar prices: of bars as the venue makes them, or made here from trades.'),
})
