// Packs every public package and asks publint and attw whether others can use it. Build first.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep } from './lib/steps.mjs'

const scratch = mkdtempSync(join(tmpdir(), 'feedloom-pack-'))
const steps = []
for (const name of readdirSync('packages')) {
  const manifest = join('packages', name, 'package.json')
  if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).private) continue
  const before = new Set(readdirSync(scratch))
  const packed = await runStep(`pack ${name}`, 'npx', ['-y', 'pnpm@10.34.9', 'pack', '--pack-destination', scratch], {
    cwd: join('packages', name),
  })
  steps.push(packed)
  const tarball = readdirSync(scratch).find((file) => !before.has(file))
  if (!packed.ok || tarball === undefined) continue
  steps.push(await runStep(`publint ${name}`, 'node_modules/.bin/publint', ['run', join(scratch, tarball), '--strict']))
  steps.push(await runStep(`attw ${name}`, 'node_modules/.bin/attw', [join(scratch, tarball), '--profile', 'esm-only']))
}
rmSync(scratch, { recursive: true })
process.exitCode = steps.every((step) => step.ok) ? 0 : 1
