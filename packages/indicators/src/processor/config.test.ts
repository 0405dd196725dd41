import { FeedloomError } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import * as plugins from '../plugins.ts'
import { parse, processorOf } from '../test/processing.ts'
import { indicatorsSchema } from './config.ts'

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return FeedloomError.is(error) ? error.code : String(error)
  }
  return undefined
}

describe('the config', () => {
  const issues = (config: object): unknown =>
    indicatorsSchema.safeParse({ input: { interval: '1m' }, ...config }).error?.issues.map(({ path, message }) => [path.join('.'), message])

  it('refuses an input that does not exist', () => {
    expect(issues({ compute: { a: { sma: {} }, d: { sma: {}, of: 'none' } } })).toEqual([['compute.d.of', 'there is no entry `none`']])
  })

  it('refuses what feeds itself, directly or in a circle, at the latest when it is made', () => {
    const code = (compute: object): unknown => codeOf(() => processorOf({ compute }))
    expect(code({ a: { sma: {}, of: 'b' }, b: { sma: {}, of: 'a.sma' }, e: { sma: {}, of: 'a' } })).toBe('FEEDLOOM_CONFIG_CYCLE')
    expect(code({ c: { sma: {}, of: 'c' } })).toBe('FEEDLOOM_CONFIG_CYCLE')
  })

  it('wants one indicator an entry, known keys and real intervals', () => {
    expect(issues({ compute: { a: { sma: {}, ema: {} } } })).toMatchObject([['compute.a', expect.stringContaining('sma, ema')]])
    expect(issues({ compute: { a: {} } })).toMatchObject([['compute.a', expect.stringContaining('none')]])
    expect(issues({ compute: {}, prewiev: true })).toHaveLength(1)
    expect(issues({ compute: {}, input: { interval: '7x' } })).toHaveLength(1)
    expect(issues({ compute: {}, every: '5' })).toHaveLength(1)
  })

  it('names its indicators for the checker, with the place of each', () => {
    const references = plugins.indicators.references?.(
      parse({ compute: { rsi14: { rsi: { period: 14 } }, mean: { sma: null, of: 'rsi14' } } }),
    )
    expect(references).toEqual([
      { name: 'rsi14', inputs: [], kind: 'indicator', type: 'rsi', config: { period: 14 }, path: ['compute', 'rsi14', 'rsi'] },
      { name: 'mean', inputs: ['rsi14'], kind: 'indicator', type: 'sma', config: {}, path: ['compute', 'mean', 'sma'] },
    ])
  })

  it('is told when an output does not exist or an indicator cannot run over one', () => {
    const code = (compute: object): unknown => {
      try {
        processorOf({ compute })
      } catch (error) {
        return FeedloomError.is(error) && [error.category, error.code, error.path]
      }
      return undefined
    }
    expect(code({ a: { sma: {} }, b: { ema: {}, of: 'a.upper' } })).toEqual(['config', 'FEEDLOOM_INDICATOR_OUTPUT_UNKNOWN', 'compute.b.of'])
    expect(code({ a: { sma: {} }, b: { atr: {}, of: 'a' } })).toEqual(['config', 'FEEDLOOM_INDICATOR_INPUT', 'compute.b.of'])
    expect(code({ a: { macd: {} }, b: { ema: {}, of: 'a.signal' } })).toBeUndefined()
  })

  it('gives a JSON Schema in which every key is described', () => {
    const schema = indicatorsSchema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) as {
      properties: Record<string, { description?: string }>
    }
    expect(Object.values(schema.properties).every(({ description }) => description !== undefined)).toBe(true)
  })
})
