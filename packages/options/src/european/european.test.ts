import { readFileSync } from 'node:fs'

import { sharedPath } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'

import { black76 } from './black-76.ts'
import { blackScholes } from './black-scholes.ts'
import { blackScholesColumns } from './european-columns.ts'
import type { EuropeanOption, ForwardOption } from './european-option.ts'
import { createEuropeanValue } from './european-value.ts'
import { EUROPEAN_MEASURES, type EuropeanMeasure } from './measures.ts'
import { OPTION_STATUS_CODES } from './option-status.ts'

type Row = Readonly<Record<string, number | string | null>>

const folder = sharedPath('golden', 'options')

function golden(table: string): Row[] {
  const { columns, rows } = JSON.parse(readFileSync(`${folder}/${table}.json`, 'utf8')) as {
    columns: string[]
    rows: (number | string | null)[][]
  }
  return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] as number])))
}

/** The error as a part of the tolerance 8 * 2.2e-16 * (1 + condition). */
function errorOf(value: number, truth: number, condition: number): number {
  if (Math.abs(truth) < 1e-290) return Math.abs(value - truth) <= 1e-290 ? 0 : Infinity
  return Math.abs(value / truth - 1) / (8 * 2.2e-16 * (1 + condition))
}

const goldenNames: Readonly<Record<string, string>> = { dividendRho: 'rhoQ' }

function optionOf(row: Row): EuropeanOption {
  return {
    type: row['type'] as 'call',
    spot: row['S'] as number,
    strike: row['K'] as number,
    years: row['T'] as number,
    rate: row['r'] as number,
    dividendYield: row['q'] as number,
    volatility: row['sigma'] as number,
  }
}

describe.skipIf(folder === undefined)('European options against 60-digit tables', () => {
  it('Black-Scholes-Merton gives price and every Greek within the tolerance', () => {
    const value = createEuropeanValue()
    const wrong: string[] = []
    for (const row of golden('european_bsm')) {
      blackScholes(optionOf(row), value)
      for (const measure of EUROPEAN_MEASURES) {
        const name = goldenNames[measure] ?? measure
        const condition = row[name === 'thetaPerDay' ? 'cond_theta' : `cond_${name}`] ?? 0
        const error = errorOf(value[measure], row[name] as number, condition as number)
        if (!(error <= 1)) wrong.push(`${measure} of row ${row['id']}: ${value[measure]}, not ${row[name]}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('Black-76 gives price and Greeks within the tolerance', () => {
    const value = createEuropeanValue()
    const wrong: string[] = []
    for (const row of golden('european_black76')) {
      const { type, strike, years, rate, volatility } = optionOf(row)
      const option = { type, forward: row['F'] as number, strike, years, rate, volatility }
      black76(option, value)
      for (const measure of ['price', 'delta', 'gamma', 'vega', 'theta', 'rho'] as const) {
        const truth = row[measure] as number
        if (errorOf(value[measure], truth, 0) <= 1) continue
        const error = errorOf(value[measure], truth, conditionOf(measure, option))
        if (!(error <= 1)) wrong.push(`${measure} of row ${row['id']}: ${value[measure]}, not ${truth}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

/** The condition numbers of a forward option's measure, by central differences of its five inputs. */
function conditionOf(measure: EuropeanMeasure, option: ForwardOption): number {
  const value = black76(option)[measure]
  let sum = 0
  for (const field of ['forward', 'strike', 'years', 'rate', 'volatility'] as const) {
    const [up, down] = [1 + 1e-6, 1 - 1e-6].map((factor) => black76({ ...option, [field]: option[field] * factor })[measure])
    sum += Math.abs(((up as number) - (down as number)) / (2e-6 * value))
  }
  return sum
}

interface BadInput {
  readonly fn: string
  readonly args: Readonly<Record<string, number | string>>
  readonly expect: { readonly status: string; readonly value: number | null; readonly greeks?: Readonly<Record<string, number | string>> }
}

function badInputs(): BadInput[] {
  const { rows } = JSON.parse(readFileSync(`${folder}/bad_inputs.json`, 'utf8')) as { rows: BadInput[] }
  return rows.filter((row) => row.fn === 'price' && row.args['exercise'] !== 'american')
}

describe.skipIf(folder === undefined)('European options from inputs at the border', () => {
  it('every bad input has its documented outcome', () => {
    for (const { args, expect: expected } of badInputs()) {
      const named = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, key === 'type' ? value : Number(value)]))
      const value = blackScholes(optionOf(named))
      expect(expected.status).toContain(value.status)
      if (value.status !== 'ok') continue
      expect(Math.abs(value.price - (expected.value as number))).toBeLessThanOrEqual(1e-12 * (expected.value as number) + 1e-14)
      for (const measure of EUROPEAN_MEASURES) {
        expect(value[measure]).not.toBeNaN()
        const greek = expected.greeks?.[measure]
        expect(value[measure]).toBeCloseTo(typeof greek === 'number' ? greek : value[measure], 13)
      }
    }
  })

  it('rates that carry a leg out of the doubles are refused', () => {
    const option = { type: 'put', spot: 1, strike: 1, years: 1, dividendYield: 0, volatility: 0.2 } as const
    expect(blackScholes({ ...option, rate: 1e6 }).status).toBe('invalid_input')
    expect(blackScholes({ ...option, rate: -1e6 }).status).toBe('invalid_input')
  })
})

describe('columns of European options', () => {
  const sign = Int8Array.of(1, -1, 1, 0)
  const strike = Float64Array.of(90, 100, -1, 100)
  const options = { sign, strike, spot: 100, years: 0.5, rate: 0.03, dividendYield: 0.01, volatility: 0.25 }

  it('are bit for bit what the scalar function gives', () => {
    const status = new Uint8Array(4)
    const results = Object.fromEntries(EUROPEAN_MEASURES.map((measure) => [measure, new Float64Array(4)]))
    blackScholesColumns(options, { ...results, status })
    const { invalid_input: invalid } = OPTION_STATUS_CODES
    expect([...status]).toEqual([0, 0, invalid, invalid])
    for (let row = 0; row < 4; row++) {
      const type = ['put', 'unknown', 'call'][(sign[row] as number) + 1] as 'call'
      const value = blackScholes({ ...options, type, strike: strike[row] as number })
      for (const measure of EUROPEAN_MEASURES) expect(results[measure]?.[row]).toBe(value[measure])
    }
  })

  it('compute only what is asked for', () => {
    const results = { status: new Uint8Array(4), delta: new Float64Array(4) }
    blackScholesColumns(options, results)
    expect(results.delta[0]).toBe(blackScholes({ ...options, type: 'call', strike: 90 }).delta)
  })
})
