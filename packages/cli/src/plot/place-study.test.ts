import { describe, expect, it } from 'vitest'
import { type Study, placeStudy } from './place-study.ts'

const prices = { low: 100, high: 110 }
const study = (values: readonly number[], more: Partial<Study> = {}): Study => ({
  label: 'X',
  type: 'x',
  outputs: [{ name: 'x', values: Float64Array.from(values) }],
  display: undefined,
  readsPrices: true,
  ...more,
})

describe('placeStudy', () => {
  it('draws over the candles what moves where the prices are', () => {
    expect(placeStudy(study([Number.NaN, 104, 106, 95]), prices).pane).toBe('price')
    expect(placeStudy(study([Number.NaN, 30, 70, 50]), prices).pane).toBe('own')
    expect(placeStudy(study([Number.NaN, Number.NaN]), prices).pane).toBe('own')
  })

  it('does what the indicator says, whatever its values', () => {
    expect(placeStudy(study([105, 104], { display: { pane: 'own' } }), prices).pane).toBe('own')
    expect(placeStudy(study([Number.NaN], { display: { pane: 'price' } }), prices).pane).toBe('price')
  })

  it('draws a mean of volumes in a pane of its own', () => {
    expect(placeStudy(study([105], { display: { pane: 'price' }, readsPrices: false }), prices).pane).toBe('own')
  })

  it('marks the bars of a pattern', () => {
    expect(placeStudy(study([0, 100, 0, -80], { type: 'cdl-morning-star' }), prices)).toEqual({
      pane: 'marks',
      marks: [
        { slot: 1, label: 'Morning star', direction: 'bullish' },
        { slot: 3, label: 'Morning star', direction: 'bearish' },
      ],
    })
  })

  it('leaves out hidden outputs and fills between upper and lower', () => {
    const outputs = ['upper', 'lower', 'width'].map((name) => ({ name, values: Float64Array.of(105) }))
    const placed = placeStudy(study([], { outputs, display: { styles: { width: 'hidden', lower: 'dashed' } } }), prices)
    expect(placed).toMatchObject({ study: { fill: ['upper', 'lower'], lines: [{ style: 'line' }, { style: 'dashed' }] } })
    expect(placed.pane === 'marks' ? [] : placed.study.lines).toHaveLength(2)
  })

  it('draws an output at another bar than the one that knows it', () => {
    const outputs = ['ahead', 'back', 'plain'].map((name) => ({ name, values: Float64Array.of(1, 2, 3) }))
    const placed = placeStudy(study([], { outputs, display: { shifts: { ahead: 1, back: -2 } } }), prices)
    const lines = placed.pane === 'marks' ? [] : placed.study.lines.map(({ values }) => values)
    expect(lines).toEqual([
      [Number.NaN, 1, 2],
      [3, Number.NaN, Number.NaN],
      [1, 2, 3],
    ])
  })
})
