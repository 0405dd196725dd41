import { describe, expect, it } from 'vitest'
import { definePlugin, type Processor } from '../../contracts/index.ts'
import { checkConfig } from '../../config.ts'
import { FakeSource, sourcePlugin } from '../../runtime/test/fakes.ts'
import { alertsConfig } from './config.ts'

const source = new FakeSource()

/** Computes nothing, but says that it does. */
const computing = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'computing',
  summary: 'Says that it makes indicators',
  stability: 'experimental',
  configSchema: sourcePlugin(source).configSchema,
  create: (): Processor => ({
    consumes: ['bar'],
    produces: ['indicator'],
    forwards: true,
    indicators: { needs: [], makes: ['sma20', 'macd', 'macd.signal'] },
    process: () => undefined,
  }),
})

async function problems(rules: object, processors: object = { computing: {} }): Promise<readonly (readonly unknown[])[]> {
  const { findings } = await checkConfig({
    plugins: [sourcePlugin(source), computing],
    sources: {
      fake: {
        subscribe: [
          { kind: 'bar', interval: '1m', symbols: ['BTC/USDT'] },
          { kind: 'trade', symbols: ['BTC/USDT'] },
        ],
      },
    },
    processors: { ...processors, alerts: { rules } },
  })
  return findings.filter(({ severity }) => severity === 'error').map(({ code, path, message, hint }) => [code, path, message, hint])
}

describe('the config of alerts', () => {
  it('takes what a trader would write', async () => {
    const rules = {
      'golden-cross': { when: { indicator: 'macd', crossesAbove: 'macd.signal' }, symbols: ['BTC/USDT'], interval: '1m', cooldown: '1h' },
      overbought: { when: { indicator: 'sma20', above: 70, rearm: 65 }, oncePer: 'bar', on: 'tick' },
      drop: { when: { price: 'trade', changes: '-3%', within: '15m' }, severity: 'critical' },
      pattern: { when: { any: [{ pattern: 'cdl-engulfing' }, { not: { price: 'close', below: 'sma20' } }] } },
    }
    expect(await problems(rules)).toEqual([])
  })

  it('names the subject and the test that a condition lacks', async () => {
    const [fault] = await problems({ r: { when: { above: 70 } } })
    expect(fault).toEqual([
      'FEEDLOOM_ALERT_CONDITION',
      'processors.alerts.rules.r.when',
      '`when` must have exactly one of `price`, `indicator`, `pattern`, `all`, `any`, `not`; it has none',
      'For example `{ indicator: rsi14, above: 70 }` or `{ price: trade, crosses: 100000 }`.',
    ])
  })

  const close = { price: 'close' }
  it.each([
    ['no test', close, '', 'FEEDLOOM_ALERT_CONDITION'],
    ['two tests deep inside', { all: [{ not: { ...close, above: 1, below: 2 } }] }, '.all[0].not', 'FEEDLOOM_ALERT_CONDITION'],
    ['a misspelt key', { ...close, abvoe: 1 }, '.abvoe', 'FEEDLOOM_CONFIG_UNKNOWN_KEY'],
    ['a change without a unit', { ...close, changes: -3, within: '1h' }, '.changes', 'FEEDLOOM_CONFIG_TYPE_INVALID'],
    ['a change of nothing', { ...close, moves: '0%', within: '1h' }, '.moves', 'FEEDLOOM_ALERT_CONDITION'],
    ['a change without a time', { ...close, changes: '-3%' }, '', 'FEEDLOOM_ALERT_CONDITION'],
    ['a time without a change', { ...close, above: 1, within: '1h' }, '.within', 'FEEDLOOM_ALERT_CONDITION'],
    ['rearming beyond the threshold', { ...close, above: 70, rearm: 75 }, '.rearm', 'FEEDLOOM_ALERT_CONDITION'],
    ['rearming at a moving threshold', { ...close, above: 'sma20', rearm: 75 }, '.rearm', 'FEEDLOOM_ALERT_CONDITION'],
    ['a direction of a price', { ...close, above: 70, direction: 'bullish' }, '.direction', 'FEEDLOOM_ALERT_CONDITION'],
    ['a test of a pattern', { pattern: 'hammer', above: 0 }, '.above', 'FEEDLOOM_ALERT_CONDITION'],
  ])('points at %s', async (_, when, path, code) => {
    const found = (await problems({ r: { when } })).map((problem) => problem.slice(0, 2))
    expect(found).toEqual([[code, `processors.alerts.rules.r.when${path}`]])
  })

  const ticks = { when: { price: 'trade', above: 1 } }
  it.each([
    ['an interval of ticks', { ...ticks, interval: '1h' }, 'FEEDLOOM_ALERT_RULE', 'interval'],
    ['once per bar without a bar', { ...ticks, oncePer: 'bar' }, 'FEEDLOOM_ALERT_RULE', 'oncePer'],
    ['bars that ticks do not tell', { ...ticks, oncePer: 'bar', interval: 'tick:9' }, 'FEEDLOOM_ALERT_RULE', 'interval'],
    ['a name that stands for nothing', { ...ticks, message: '{symbl} rose' }, 'FEEDLOOM_ALERT_TEMPLATE', 'message'],
  ])('refuses %s', async (_, rule, code, key) => {
    const found = (await problems({ r: rule })).map((problem) => problem.slice(0, 2))
    expect(found).toEqual([[code, `processors.alerts.rules.r.${key}`]])
  })

  it('finds indicators that nothing makes, and outputs that they lack', async () => {
    const said = async (...given: Parameters<typeof problems>): Promise<unknown> =>
      (await problems(...given)).map(([code, , message, hint]) => [code, message, hint])
    const code = 'FEEDLOOM_CONFIG_INDICATOR_NOT_GIVEN'
    const nothing = 'looks at the indicator `sma2`, and nothing before it in pipeline `main` makes it'
    expect(await said({ r: { when: { indicator: 'sma2', above: 'macd.singal' } } })).toEqual([
      [code, `\`alerts\` ${nothing}`, 'Did you mean `sma20`?'],
      [code, '`macd` has no output `singal`', 'Did you mean `macd.signal`?'],
    ])
    const add = 'Add it to `compute` of an `indicators` processor before it.'
    expect(await said({ r: { when: { indicator: 'sma2', above: 70 } } }, {})).toEqual([[code, `\`alerts\` ${nothing}`, add]])
  })

  it('finds bars that nobody gives', async () => {
    const [fault] = await problems({ r: { when: { price: 'close', above: 1 }, interval: '1h' } })
    expect(fault?.[0]).toBe('FEEDLOOM_CONFIG_INTERVAL_NOT_GIVEN')
  })

  it('gives a JSON Schema of conditions in conditions', () => {
    const json = alertsConfig['~standard'].jsonSchema.input({ target: 'draft-07' })
    expect(JSON.stringify(json)).toContain('"$ref"')
  })
})
