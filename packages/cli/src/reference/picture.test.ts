import { allIndicators, candleCatalogue } from '@feedloom/indicators'
import { describe, expect, it } from 'vitest'
import { patternValue, pictureOf } from './picture.ts'
import { textbookCandles } from './textbook-candles.ts'

const makerOf = (type: string) => allIndicators.find(({ about }) => about.type === type)!

describe('the textbook', () => {
  it.each(candleCatalogue)('shows $name', ({ type, direction }) => {
    const value = patternValue(makerOf(type)(), textbookCandles(type) ?? [])
    const wanted = { bullish: [80, 200], bearish: [-200, -80], neutral: [80, 200], either: [-200, 200] }[direction]
    expect(value).not.toBe(0)
    expect(value).toBeGreaterThanOrEqual(wanted[0] as number)
    expect(value).toBeLessThanOrEqual(wanted[1] as number)
  })

  it('has candles that open and close between their low and their high', () => {
    const candles = candleCatalogue.flatMap(({ type }) => textbookCandles(type) ?? [])
    expect(candles.filter(([open, high, low, close]) => Math.max(open, close) > high || Math.min(open, close) < low)).toEqual([])
  })
})

describe('a picture', () => {
  const pictures = allIndicators.map((maker) => {
    const { type, summary: title } = maker.about
    return { type, svg: pictureOf({ type, title, indicator: maker() }) }
  })

  it('of any indicator is small, and all numbers in it are finite', () => {
    expect(pictures.filter(({ svg }) => svg.length > 10_000 || /NaN|Infinity|undefined/.test(svg)).map(({ type }) => type)).toEqual([])
  })

  it('of any indicator has something in it beside candles', () => {
    const lines = (svg: string): number => svg.replace(/<g opacity.*?<\/g>/g, '').split('<path').length - 1
    const own = pictures.filter(({ svg }) => lines(svg) < (svg.includes('M0 47.5') ? 2 : 1))
    expect(own.map(({ type }) => type)).toEqual([])
  })

  it('says in words what it shows', () => {
    const indicator = makerOf('rsi')()
    expect(pictureOf({ type: 'rsi', title: 'Gain & loss, "relative"', indicator })).toContain(
      'aria-label="Gain &amp; loss, &quot;relative&quot;"',
    )
  })
})
