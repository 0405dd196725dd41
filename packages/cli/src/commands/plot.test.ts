import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ema } from '@feedloom/indicators'
import { Resvg } from '@resvg/resvg-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wanderingBars, writeCsv, writeStore } from '../test/bar-files.ts'
import { type CommandResult, runCommand } from '../test/run-command.ts'

const run = promisify(execFile)
const buildPage = fileURLToPath(new URL('../../../../scripts/build-chart-page.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'feedloom-plot-'))
const file = (name: string): string => join(folder, name)
const bars = wanderingBars(400)
const csv = writeCsv(file('bars.csv'), bars)
let store: string

beforeAll(async () => {
  await run(process.execPath, [buildPage])
  const gaps = [
    { from: 300, to: 309, state: 'lost' },
    { from: 320, to: 330, state: 'healed' },
  ] as const
  const kept = bars.filter((_, n) => n < 300 || n > 309)
  store = await writeStore(file('bars.duckdb'), kept, { gaps, indicators: { 'my-mean': ema({ period: 10 }) } })
})
afterAll(() => rmSync(folder, { recursive: true }))

const plot = async (...args: readonly string[]): Promise<CommandResult> => await runCommand('plot', ...args)

async function svgOf(...args: readonly string[]): Promise<string> {
  const { code, err } = await plot(...args, '--to', file('chart.svg'))
  expect([code, err]).toEqual([0, ''])
  return readFileSync(file('chart.svg'), 'utf8')
}

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length
/** Body and wicks are one path, filled and drawn in one colour. */
const candles = (svg: string): number => count(svg, /<path d="M[^"]*" fill="(#0a8f7c|#e0323f)" stroke="\1"/g)
/** Every pane has a frame. */
const panes = (svg: string): number => count(svg, /fill="none" stroke="#d9dde5"/g)

describe('plot as SVG', () => {
  it('draws a candle a bar, a pane for volume and one for each oscillator', async () => {
    const svg = await svgOf(csv, '--symbol', 'BTC/USDT', '--indicators', 'sma20,rsi14,macd')
    expect([candles(svg), panes(svg)]).toEqual([240, 4])
    for (const word of ['BTC/USDT', 'SMA 20', 'RSI 14', 'MACD 12 26 9', 'Volume']) expect(svg).toContain(word)
  })

  it('draws no pane of volume for bars without it', async () => {
    const bare = file('bare.csv')
    writeFileSync(bare, readFileSync(csv, 'utf8').replaceAll(/,[^,\n]*$/gm, ''))
    const svg = await svgOf(bare, '--last', '50')
    expect([candles(svg), panes(svg), svg.includes('Volume')]).toEqual([50, 1, false])
  })

  it('draws no value before the indicator has one', async () => {
    const first = await svgOf(csv, '--indicators', 'sma:period=60', '--until', '2025-11-20T10:59Z')
    const later = await svgOf(csv, '--indicators', 'sma:period=60', '--until', '2025-11-20T11:20Z')
    const line = /<path d="M[^"]*L[^"]*" fill="none" stroke="#1f5fe0"/
    expect([candles(first), line.test(first), line.test(later)]).toEqual([59, false, true])
  })

  it('takes what is before the picture into account', async () => {
    const all = await svgOf(csv, '--indicators', 'rsi14')
    const few = await svgOf(csv, '--indicators', 'rsi14', '--last', '20')
    const value = (svg: string): string | undefined => /RSI 14[\s\S]*?>(\d+\.\d+)</.exec(svg)?.[1]
    expect(value(few)).toBe(value(all))
    expect(value(all)).toBeDefined()
  })

  it('has the size that was asked for', async () => {
    expect(await svgOf(csv, '--width', '900', '--height', '500')).toMatch(/<svg width="900" height="500"/)
  })

  it('draws in dark colours', async () => {
    expect(await svgOf(csv, '--theme', 'dark')).toContain('fill="#0e131b"')
  })
})

describe('plot of a store', () => {
  it('finds the series, shades gaps that are not healed and says so', async () => {
    const { code, out } = await plot(store, '--symbol', 'BTCUSDT', '--indicators', 'ema20', '--to', file('store.svg'))
    expect([code, out]).toEqual([0, expect.stringMatching(/BTC\/USDT 1m · test: 240 bars, .* 1 indicator, 1 gap shaded, [\d.]+ kB\n$/)])
    const svg = readFileSync(file('store.svg'), 'utf8')
    expect([candles(svg), count(svg, /rgba?\(217,119,6/g)]).toEqual([240, 1])
  })

  it('draws what a run has stored, by its name', async () => {
    const own = await svgOf(store, '--indicators', 'ema10')
    const named = await svgOf(store, '--indicators', 'my-mean')
    const line = (svg: string): string | undefined => /<path d="([^"]+)" fill="(?:none|transparent)" stroke="#1f5fe0"/.exec(svg)?.[1]
    expect(named).toContain('my-mean (stored)')
    expect(line(named)?.split(/[ML]/).length).toBe(line(own)?.split(/[ML]/).length)
  })

  it('makes wider bars of the stored ones', async () => {
    const { out } = await plot(store, '--interval', '5m', '--indicators', 'sma3', '--to', file('wide.svg'))
    expect(out).toMatch(/BTC\/USDT 5m · test: 78 bars, /)
    expect(candles(readFileSync(file('wide.svg'), 'utf8'))).toBe(78)
  })

  it('draws the levels and chart patterns that a run has found', async () => {
    const config = `version: 1
plugins: ['@feedloom/indicators', '@feedloom/storage-duckdb']
sources: { reader: { store: duckdb/in, kinds: [bar] } }
processors: { levels: { input: { interval: 1m } }, chart-patterns: { input: { interval: 1m } } }
sinks: { duckdb/in: { path: ./past.duckdb }, duckdb/out: { path: ./found.duckdb } }
pipelines:
  main: { sources: [reader], processors: [levels, chart-patterns], sinks: [duckdb/out] }
  past: { sources: [reader], sinks: [duckdb/in] }
engine: { log: silent }
`
    writeFileSync(file('find.yaml'), config)
    await writeStore(file('past.duckdb'), wanderingBars(1_500))
    expect(await runCommand('run', file('find.yaml'))).toMatchObject({ code: 0 })
    const plain = await svgOf(file('found.duckdb'), '--last', '800')
    const found = await svgOf(file('found.duckdb'), '--last', '800', '--levels', '--patterns')
    const names = />[SR] \d+×<|>(Double|Head|Inverse|Ascending|Descending|Symmetrical|Rising|Falling|Bull|Bear)/g
    expect([count(plain, names), candles(found)]).toEqual([0, 800])
    expect(count(found, names)).toBeGreaterThan(1)
  })

  it.each([
    [['--symbol', 'BTC/USDX'], /holds no bars of `BTC\/USDX`\. Did you mean `BTC\/USDT`\?/],
    [['--interval', '30s'], /no 30s bars of BTC\/USDT can be made/],
    [['--interval', 'five'], /`five` is no interval/],
    [['--venue', 'kraken'], /There are those of: test/],
    [['--from', '2030-01-01'], /no bars in that time/],
    [['--indicators', 'my-meen'], /FEEDLOOM_INDICATOR_UNKNOWN/],
    [['--indicators', 'sma(20,close,1,2)'], /FEEDLOOM_INDICATOR_PARAMETERS sma takes 2 parameters, not 4/],
    [['--to', 'chart.gif'], /is no picture/],
  ])('%j is refused', async (args, said) => {
    expect(await plot(store, '--to', file('no.svg'), ...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(said) })
  })
})

describe('plot as PNG', () => {
  it('is a picture of the size that was asked for, with letters on it', async () => {
    const { code } = await plot(csv, '--width', '800', '--height', '450', '--scale', '2', '--to', file('chart.png'))
    expect(code).toBe(0)
    const png = readFileSync(file('chart.png'))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_600, 900])
    const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900"><image href="data:image/png;base64,${png.toString('base64')}" width="1600" height="900"/></svg>`
    const { pixels } = new Resvg(frame).render()
    // The heading stands on nothing but its ground: what is dark there are its letters.
    let dark = 0
    for (let y = 24; y < 56; y++) for (let x = 28; x < 160; x++) if ((pixels[(y * 1_600 + x) * 4] ?? 255) < 90) dark += 1
    expect(dark).toBeGreaterThan(200)
  })
})

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', process.env['CHROME_PATH'] ?? ''].find(
  (path) => path !== '' && existsSync(path),
)
describe('plot as a page', () => {
  it.runIf(process.env['FEEDLOOM_REQUIRE_BROWSER'] === '1')('is proved in a browser', () => {
    expect(browser).toBeDefined()
  })

  it('stands alone and is small', async () => {
    expect(await plot(csv, '--indicators', 'sma20', '--to', file('chart.html'))).toMatchObject({ code: 0, err: '' })
    const html = readFileSync(file('chart.html'), 'utf8')
    expect(html).not.toMatch(/(src|href)="(?!data:)/)
    expect(html).not.toContain('{{')
    expect(html.length).toBeLessThan(400_000)
  })

  it.skipIf(browser === undefined)('draws itself, answers to keys and reads bars out', { timeout: 60_000 }, async () => {
    await plot(csv, '--symbol', 'BTC/USDT', '--indicators', 'sma20,rsi14', '--to', file('chart.html'))
    const press = `addEventListener('load', () => setTimeout(() => {
      const key = (name) => document.getElementById('chart').dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }))
      document.querySelector('#toggles button').click()
      for (const name of ['PageUp', '+', 't', 'ArrowLeft', 'ArrowLeft']) key(name)
    }, 1500))`
    writeFileSync(file('pressed.html'), readFileSync(file('chart.html'), 'utf8').replace('</body>', `<script>${press}</script></body>`))
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=6000', `--user-data-dir=${file('browser')}`]
    const { stdout } = await run(browser ?? '', [...args, '--dump-dom', `file://${file('pressed.html')}`])
    expect(stdout).toContain('<canvas')
    expect([...stdout.matchAll(/aria-pressed="(\w+)"/g)].map(([, on]) => on)).toEqual(['false', 'true'])
    expect(stdout).toContain('<html lang="en" data-theme="dark"')
    expect(/<div id="spoken"[^>]*>([^<]*)</.exec(stdout)?.[1]).toMatch(/^20 Nov 2025 \d\d:\d\d: open [\d.]+, .* RSI 14: rsi [\d.]+$/)
  })
})
