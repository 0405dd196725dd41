// The script of the pages that `feedloom plot` writes: our drawing code and the used parts of the charting library, in one file.
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const cli = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'cli')

export async function buildChartPage() {
  await build({
    entryPoints: [join(cli, 'browser', 'chart-page.ts')],
    outfile: join(cli, 'dist', 'chart-page.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'feedloomChart',
    target: ['chrome100', 'firefox113', 'safari16.4'],
    legalComments: 'eof',
    charset: 'utf8',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildChartPage()
