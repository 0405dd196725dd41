import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

/**
 * Imports carry `.ts`, so only loading needs a hook. Names are not kept: the helper which other runners
 * add around every function for that would be measured by the benchmarks.
 */
export async function load(url, context, nextLoad) {
  if (!/^file:.*\.m?ts(\?|$)/.test(url)) return await nextLoad(url, context)
  const sourcefile = fileURLToPath(url)
  const { code } = await transform(await readFile(sourcefile, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'inline',
    sourcefile,
  })
  return { format: 'module', source: code, shortCircuit: true }
}
