import { FeedloomError } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import * as plugins from '../plugins.ts'
import { indicatorPlugins, parse, processorOf } from '../test/processing.ts'
import { indicatorsSchema } from './config.ts'

describe('the config', () => {
  const issues = (config: object): unknown =>
    indicatorsSchema.safeParse({ input: { interval: '1m' }, ...config }).error?.issues.map(({ path, message }) => [path.join('.'), message])

  it('refuses what feeds itself, directly or in a circle, and what does not exist', () => {
    const compute = {
      a: { sma: {}, of: 'b' },
      b: { sma: {}, of: 'a.sma' },
      c: { sma: {}, of: 'c' },
      d: { sma: {}, of: 'none' },
      e: { sma: {}, of: 'a' },
    }
    expect(issues({ compute })).toEqual([
      ['compute.a.of', "'a' feeds itself: a <- b <- a"],
      ['compute.b.of', "'b' feeds itself: b <- a <- b"],
      ['compute.c.of', "'c' feeds itself: c <- c"],
      ['compute.d.of', "there is no entry 'none'"],
    ])
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
      { kind: 'indicator', type: 'rsi', config: { period: 14 }, path: ['compute', 'rsi14', 'rsi'] },
      { kind: 'indicator', type: 'sma', config: {}, path: ['compute', 'mean', 'sma'] },
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

  it('knows bollinger as another name of bbands', () => {
    expect(indicatorPlugins.map(({ type }) => type).sort()).toEqual(['atr', 'bbands', 'bollinger', 'ema', 'macd', 'rsi', 'sma'])
  })
})
