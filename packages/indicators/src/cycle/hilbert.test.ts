import { describe, expect, it } from 'vitest'
import { Cells } from '../parts/cells.ts'
import { Hilbert } from './hilbert.ts'

function run(prices: readonly number[]): Hilbert {
  const cells = new Cells()
  const hilbert = new Hilbert(cells, 12)
  for (const [index, price] of prices.entries()) {
    cells.begin()
    hilbert.push(price, index)
  }
  return hilbert
}

describe('the components of the dominant cycle', () => {
  it('are exactly 0 on prices that alternate, as in exact arithmetic', () => {
    const noise = Array.from({ length: 50 }, (_, row) => 97 + ((row * 7919) % 11) / 3)
    const hilbert = run([...noise, ...Array.from({ length: 20 }, (_, row) => 100 + (row % 2))])
    expect([hilbert.inPhase, hilbert.quadrature]).toEqual([0, 0])
  })

  it('find the period of a sine', () => {
    const hilbert = run(Array.from({ length: 400 }, (_, row) => 100 + Math.sin((2 * Math.PI * row) / 20)))
    expect(hilbert.period).toBeGreaterThan(19)
    expect(hilbert.period).toBeLessThan(21)
  })
})
