import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { configError } from '@feedloom/core'
import type { ChartData, ChartView } from './chart-data.ts'

/** What the page begins with. */
export type PageView = Pick<ChartView, 'theme' | 'from' | 'to'>

/** Made by the build: the charting library's parts that are used, and the page's own code. */
const script = new URL('../../dist/chart-page.js', import.meta.url)
const page = new URL('../../assets/chart-page.html', import.meta.url)

/** A page that stands alone: it needs no network, and holds library and data compressed. */
export async function htmlOf(data: ChartData, view: PageView): Promise<string> {
  const [template, code] = await Promise.all([readFile(page, 'utf8'), readFile(script)]).catch((error: unknown) => {
    throw configError('FEEDLOOM_PLOT_PAGE_MISSING', 'the script of chart pages has not been built', { cause: error })
  })
  const parts: Readonly<Record<string, string>> = {
    title: markup(`${data.title} ${data.facts}`.trim()),
    theme: view.theme,
    code: packed(code),
    data: packed(Buffer.from(JSON.stringify({ data, view }))),
  }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? '')
}

const packed = (content: Uint8Array): string => gzipSync(content, { level: 9 }).toString('base64')

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const markup = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => marks[letter] ?? letter)
