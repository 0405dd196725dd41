import { configError, openTimeOf, type BarSpec, type EpochMs } from '../../contracts/index.ts'
import { type Condition, conditionOf, patternsIn, pulseOf, seriesIn } from './condition.ts'
import type { RuleConfig } from './config.ts'
import { type MessageTemplate, templateOf } from './message.ts'
import { patternKey, type Series } from './series.ts'

/** A rule, made out: what it looks at, and how. The same for every instrument. */
export interface Rule extends Omit<RuleConfig, 'when' | 'message'> {
  readonly name: string
  readonly condition: Condition
  readonly series: readonly Series[]
  /** Keys of the patterns. */
  readonly patterns: ReadonlySet<string>
  /** Whether its condition happens, or lasts. */
  readonly pulse: ReturnType<typeof pulseOf>
  /** Looks at bars, indicators or patterns: its state is one for each width. */
  readonly readsBars: boolean
  readonly message: MessageTemplate
}

/** Throws `FEEDLOOM_ALERT_RULE` and `FEEDLOOM_ALERT_TEMPLATE`, with the path of the key. */
export function ruleOf(name: string, { when, message: written, ...config }: RuleConfig): Rule {
  const condition = conditionOf(when)
  const series = seriesIn(condition)
  const patterns = new Set(patternsIn(condition).map(patternKey))
  const readsBars = patterns.size > 0 || series.some(({ of }) => of !== 'tick')
  const labels = series.map(({ label }) => label)
  const message = templateOf(written, labels, `rules.${name}.message`)
  const rule: Rule = { ...config, name, condition, series, patterns, pulse: pulseOf(condition), readsBars, message }
  check(rule)
  return rule
}

function check({ name, readsBars, oncePer, interval }: Rule): void {
  if (readsBars) return
  if (oncePer !== undefined && interval === undefined) {
    throw refused(
      `rules.${name}.oncePer`,
      `\`${name}\` looks at no bar, so it cannot alert once per bar`,
      'Add an `interval`, or use `cooldown`.',
    )
  }
  if (oncePer !== undefined && interval !== undefined && Number.isNaN(openTimeOf(interval, 0))) {
    throw refused(
      `rules.${name}.interval`,
      `only bars begin and end ${interval}, and \`${name}\` looks at none`,
      'Write a time: `interval: 1h`.',
    )
  }
  if (oncePer === undefined && interval !== undefined) {
    throw refused(
      `rules.${name}.interval`,
      `\`${name}\` looks at ticks, which have no interval`,
      'Remove `interval`, or look at `price: close`.',
    )
  }
}

function refused(path: string, message: string, hint: string): Error {
  return configError('FEEDLOOM_ALERT_RULE', message, { path, hint })
}

/** The bar that a tick falls into, for rules that alert once per bar. */
export function barOf(interval: BarSpec | undefined, ts: EpochMs): EpochMs {
  return interval === undefined ? Number.NaN : openTimeOf(interval, ts)
}
