import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { composeJsonSchema } from './json-schema.ts'
import { loadConfig, requireLoaded } from './load.ts'

const good = fileURLToPath(new URL('./fixtures/good/', import.meta.url))
const broken = fileURLToPath(new URL('./fixtures/broken/', import.meta.url))

const examples = fileURLToPath(new URL('../../../../examples/', import.meta.url))
const exampleFiles = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml') && !name.includes('node_modules'),
)

async function schema(): Promise<Record<string, unknown>> {
  const { plugins } = requireLoaded(await loadConfig(join(good, 'smallest.yaml')))
  return composeJsonSchema(plugins)
}

let compiled: Promise<ValidateFunction> | undefined

async function validator(): Promise<ValidateFunction> {
  compiled ??= schema().then((composed) => new Ajv({ allErrors: true, strict: false }).compile(composed))
  return await compiled
}

describe('composeJsonSchema', () => {
  it.each(readdirSync(good).filter((name) => /\.(yaml|json)$/.test(name)))('accepts %s, variables and all', async (name) => {
    const validate = await validator()
    validate(parse(readFileSync(join(good, name), 'utf8'), { merge: true }))
    expect(validate.errors ?? []).toEqual([])
  })

  it.each([
    'bad-choice',
    'bad-number',
    'bad-size',
    'unknown-indicator',
    'wrong-type-list',
    'wrong-type-section',
    'unknown-key-engine',
    'unknown-key-batching',
    'misplaced-facts',
  ])('agrees with the loader about %s as far as a schema can', async (name) => {
    const validate = await validator()
    const beyondSchemas = ['unknown-indicator', 'misplaced-facts'].includes(name)
    expect(validate(parse(readFileSync(join(broken, `${name}.yaml`), 'utf8')))).toBe(beyondSchemas)
  })

  it.each(exampleFiles)('accepts examples/%s as the loader does', async (name) => {
    const path = join(examples, name)
    const { loaded, findings } = await loadConfig(path, { env: {}, conditions: ['@feedloom/source'] })
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    const validate = new Ajv({ allErrors: true, strict: false }).compile(composeJsonSchema(requireLoaded({ loaded, findings }).plugins))
    validate(parse(readFileSync(path, 'utf8'), { merge: true }))
    expect(validate.errors ?? []).toEqual([])
  })

  it('gives the keys of the plugin and the common ones to an id with a slash, and to an id that says its type', async () => {
    const validate = await validator()
    const sink = (id: string, keys: object): boolean => validate({ sinks: { [id]: keys } })
    expect(sink('acme-store/a', { path: './x', kinds: ['trade'] })).toBe(true)
    expect(sink('acme-store/a', { path: './x', kinds: ['trades'] })).toBe(false)
    expect(sink('mine', { type: 'acme-store', path: './x' })).toBe(true)
    expect(sink('mine', { type: 'acme-store', pth: './x' })).toBe(false)
    expect(sink('mine', { path: './x' })).toBe(false)
    expect(sink('mine', { type: './acme.ts#acme-store', path: './x' })).toBe(true)
  })

  it('gives the indicators below `compute`, with their parameters', async () => {
    const { loaded, findings } = await loadConfig(join(examples, 'quickstart', 'feedloom.yaml'), {
      env: {},
      conditions: ['@feedloom/source'],
    })
    const validate = new Ajv({ allErrors: true, strict: false }).compile(composeJsonSchema(requireLoaded({ loaded, findings }).plugins))
    const entry = (written: object): boolean =>
      validate({ processors: { indicators: { input: { interval: '1m' }, compute: { mine: written } } } })
    expect(entry({ rsi: { period: 14 } })).toBe(true)
    expect(entry({ 'relative-strength-index': { period: 14 } })).toBe(true)
    expect(entry({ macd: null, of: ['rsi14'] })).toBe(true)
    expect(entry({ beta: {}, second: 'BTC/USDT' })).toBe(true)
    expect(entry({ rsi: { perod: 14 } })).toBe(false)
    expect(entry({ 'relative-strength-index': { perod: 14 } })).toBe(false)
    expect(entry({ rsi: { period: 'long' } })).toBe(false)
    expect(entry({ rsy: {} })).toBe(false)
  })

  it('describes every field, so that an editor can explain it', async () => {
    expect(undescribed(await schema(), [])).toEqual([])
    const { loaded, findings } = await loadConfig(join(examples, 'quickstart', 'feedloom.yaml'), {
      env: {},
      conditions: ['@feedloom/source'],
    })
    expect(undescribed(composeJsonSchema(requireLoaded({ loaded, findings }).plugins), [])).toEqual([])
  })

  it('marks secrets, and writes durations as texts with a pattern', async () => {
    const text = JSON.stringify(await schema())
    expect(text).toMatch(/"apiKey":\{[^}]*"writeOnly":true/)
    expect(text).toMatch(/"shutdown":\{[^}]*"default":"10s"[^}]*"type":"string","pattern"/)
    expect(text).not.toContain('x-feedloom')
  })
})

/** Paths of `properties` whose schema has no description. */
function undescribed(schema: unknown, path: readonly string[]): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = Object.entries((schema as { properties?: Record<string, Record<string, unknown>> }).properties ?? {})
  const bare = own.filter(([, field]) => typeof field['description'] !== 'string').map(([name]) => [...path, name].join('.'))
  return [...bare, ...Object.entries(schema).flatMap(([key, part]) => undescribed(part, [...path, key]))]
}
