import { readFileSync } from 'node:fs'

import { sharedPath } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { black76 } from '../european/black-76.ts'
import { blackScholes } from '../european/black-scholes.ts'
import { OPTION_STATUS_CODES } from '../european/option-status.ts'
import { impliedForwardVolatility, impliedVolatility, type ImpliedVolatility } from './european-implied-volatility.ts'
import { impliedForwardVolatilityColumns, impliedVolatilityColumns } from './implied-columns.ts'
import { impliedTotalVolatility } from './total-volatility.ts'

type Row = Readonly<Record<string, number>> & { readonly type: 'call' | 'put' }

const folder = sharedPath('golden', 'options')

function golden(table: string): Row[] {
  const { columns, rows } = JSON.parse(readFileSync(`${folder}/${table}.json`, 'utf8')) as { columns: string[]; rows: number[][] }
  return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])) as Row)
}

function optionOf(row: Row) {
  const { type, S, K, T, r, q } = row
  return { type, spot: Number(S), strike: Number(K), years: Number(T), rate: Number(r), dividendYield: Number(q) }
}

describe.skipIf(folder === undefined)('implied volatility against 120-digit tables', () => {
  it('the normalised form is within four times the attainable error in every region', () => {
    const wrong: string[] = []
    for (const { id, x, beta, s, condBeta, condX } of golden('iv_normalised') as Record<string, number>[]) {
      const [at, value, truth] = [x as number, beta as number, s as number]
      const found = impliedTotalVolatility(at, value, Math.exp(0.5 * at) - value, Math.log(value))
      const bound = 4 * 2.2e-16 * (1 + (condBeta as number) + (condX as number))
      if (!(Math.abs(found / truth - 1) <= bound)) wrong.push(`row ${id}: ${found}, not ${truth}`)
    }
    expect(wrong).toEqual([])
  })

  it('every price gives its volatility within four times the attainable error, or says that it carries too little', () => {
    const wrong: string[] = []
    for (const row of golden('iv_bsm')) {
      const { status, volatility } = impliedVolatility(optionOf(row), row['price'] as number)
      const attainable = row['attainable'] as number
      const error = Math.abs((volatility ?? NaN) / (row['sigma'] as number) - 1)
      const isRight = attainable > 1e-3 ? volatility !== undefined : status === 'ok' && error <= Math.max(4e-16, 4 * attainable)
      if (!isRight) wrong.push(`row ${row['id']}: ${status} ${volatility}, not ${row['sigma']}`)
    }
    expect(wrong).toEqual([])
  })

  it('every bad input has its documented outcome', () => {
    interface BadInput {
      readonly id: number
      readonly fn: string
      readonly args: Row
      readonly expect: { readonly status: string; readonly sigma: number | string | null }
    }
    const { rows } = JSON.parse(readFileSync(`${folder}/bad_inputs.json`, 'utf8')) as { rows: BadInput[] }
    const european = rows.filter((row) => row.fn === 'iv' && !('exercise' in row.args))
    expect(european.length).toBeGreaterThan(10)
    for (const { args, expect: expected } of european) {
      const { status, volatility } = impliedVolatility(optionOf(args), Number(args['price']))
      expect(expected.status).toContain(status)
      expect(volatility === undefined).toBe(status !== 'ok' && status !== 'low_information')
      expect(volatility ?? 1).toBeGreaterThan(0)
    }
  })
})

const option = { type: 'put', spot: 100, strike: 95, years: 0.25, rate: 0.05, dividendYield: 0.01 } as const

describe('implied volatility', () => {
  it('of a price from the model is the volatility that went in', () => {
    const inputs = fc.record({
      type: fc.constantFrom('call' as const, 'put' as const),
      strike: fc.double({ min: 60, max: 160, noNaN: true }),
      years: fc.double({ min: 0.01, max: 3, noNaN: true }),
      rate: fc.double({ min: -0.02, max: 0.1, noNaN: true }),
      dividendYield: fc.double({ min: -0.02, max: 0.1, noNaN: true }),
      volatility: fc.double({ min: 0.02, max: 3, noNaN: true }),
    })
    const law = fc.property(inputs, (some) => {
      const { price, vega } = blackScholes({ ...some, spot: 100 })
      fc.pre(price > 1e-290 && vega > 1e-6 * price)
      const { volatility } = impliedVolatility({ ...some, spot: 100 }, price)
      expect(Math.abs((volatility as number) - some.volatility) * vega).toBeLessThan(2e-12)
    })
    fc.assert(law, { numRuns: 2000 })
  })

  it('of a forward option is that of Black-76', () => {
    const forward = { type: 'call', forward: 50, strike: 55, years: 0.5, rate: 0.03 } as const
    const { price } = black76({ ...forward, volatility: 0.4 })
    expect(impliedForwardVolatility(forward, price).volatility).toBeCloseTo(0.4, 13)
    const results = { volatility: new Float64Array(1), status: new Uint8Array(1) }
    impliedForwardVolatilityColumns({ ...forward, sign: Int8Array.of(1), price }, results)
    expect(results.volatility[0]).toBe(impliedForwardVolatility(forward, price).volatility)
  })

  it('fills the result it is handed', () => {
    const result: ImpliedVolatility = { status: 'ok', volatility: 1 }
    expect(impliedVolatility(option, -1, result)).toBe(result)
    expect(result).toEqual({ status: 'invalid_input', volatility: undefined })
  })

  it('is zero for an option out of the money that costs nothing', () => {
    expect(impliedVolatility(option, 0)).toEqual({ status: 'at_intrinsic', volatility: 0 })
  })

  it('refuses rates that are no numbers or carry a leg out of the doubles', () => {
    for (const rate of [NaN, Infinity, -1e9, 1e9]) expect(impliedVolatility({ ...option, rate }, 1).status).toBe('invalid_input')
  })

  it('of columns is bit for bit that of the scalar function, with a status for each row', () => {
    const price = Float64Array.of(1.37, 0.01, NaN, 200, 0)
    const results = { volatility: new Float64Array(5), status: new Uint8Array(5) }
    impliedVolatilityColumns({ ...option, sign: new Int8Array(5).fill(-1), price }, results)
    const { invalid_input: invalid, above_maximum: above, at_intrinsic: at } = OPTION_STATUS_CODES
    expect([...results.status]).toEqual([0, 0, invalid, above, at])
    const scalar = [...price].map((each) => impliedVolatility(option, each).volatility ?? NaN)
    expect([...results.volatility]).toEqual(scalar)
  })
})
