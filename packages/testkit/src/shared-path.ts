import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configError } from '@feedloom/core'

/**
 * A file of the shared folder that stands beside the project (`../shared`), e.g.
 * `sharedPath('fixtures', 'binance-spot', 'expected.json')`. Undefined when it is not there, so that a test can skip.
 * With the environment variable `FEEDLOOM_REQUIRE_SHARED=1` a missing file is a `config` error
 * `FEEDLOOM_SHARED_MISSING` instead: no proof is skipped unnoticed.
 */
export function sharedPath(...parts: readonly string[]): string | undefined {
  const root = projectRoot(dirname(fileURLToPath(import.meta.url)))
  const path = root === undefined ? undefined : join(root, '..', 'shared', ...parts)
  if (path !== undefined && existsSync(path)) return path
  if (process.env['FEEDLOOM_REQUIRE_SHARED'] !== '1') return undefined
  throw configError('FEEDLOOM_SHARED_MISSING', `shared file \`${parts.join('/')}\` is missing`, {
    hint: 'Put the shared folder beside the project, or unset FEEDLOOM_REQUIRE_SHARED.',
  })
}

function projectRoot(folder: string): string | undefined {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : projectRoot(parent)
}
