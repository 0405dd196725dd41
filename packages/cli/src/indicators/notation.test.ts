import { beforeAll, describe, expect, it } from 'vitest'
import { type IndicatorCatalogue, loadCatalogue } from './catalogue.ts'
import { readNotation, splitList } from './notation.ts'
import { FakeTerminal } from '../test/fake-terminal.ts'

let catalogue: IndicatorCatalogue
beforeAll(async () => {
  catalogue = await loadCatalogue({ terminal: new FakeTerminal(), env: {}, debug: false })
})

describe('the notation of indicators', () => {
  it('splits a list at commas outside of brackets', () => {
    expect(splitList('sma20,bbands(20, 2), ema:period=9 macd')).toEqual(['sma20', 'bbands(20, 2)', 'ema:period=9', 'macd'])
  })

  it.each([
    ['sma20', 'sma', { period: 20 }, 'SMA 20'],
    ['RSI14', 'rsi', { period: 14 }, 'RSI 14'],
    ['macd', 'macd', {}, 'MACD 12 26 9'],
    ['macd(5,35,5)', 'macd', { fast: 5, slow: 35, signal: 5 }, 'MACD 5 35 5'],
    ['bbands(20,2.5)', 'bbands', { period: 20, up: 2.5, down: 2.5 }, 'BBANDS 20 2.5'],
    ['bbands(20,2,3)', 'bbands', { period: 20, up: 2, down: 3 }, 'BBANDS 20 2 3'],
    ['ema:period=50:input=high', 'ema', { period: 50, input: 'high' }, 'EMA 50 high'],
    ['Bollinger_Bands', 'bbands', {}, 'BBANDS 20'],
  ])('reads %s', (text, type, parameters, label) => {
    expect(readNotation(text, catalogue)).toMatchObject({ plugin: { type }, parameters, label })
  })

  it.each(['', 'sma(', 'nothing9', 'ema:perod=3', 'rsi(1,2,3,4,5,6)'])('refuses %j', (text) => {
    expect(() => readNotation(text, catalogue)).toThrow(/cannot be read|no indicator|no parameter|parameters, not/)
  })
})
