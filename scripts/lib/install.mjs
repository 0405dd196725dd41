import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runStep } from './steps.mjs'

const PNPM = 'pnpm@10.34.9'
const STAMP = 'node_modules/.cache/feedloom/install.stamp'
const WORKSPACE_FOLDERS = ['packages', 'examples']

/** Installs the lockfile's dependencies, or returns undefined at once when they are there already. */
export async function install(root) {
  const wanted = fingerprint(root)
  if (isInstalled(root, wanted)) return undefined
  const step = await runStep('install', 'npx', ['-y', PNPM, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], {
    cwd: root,
  })
  if (step.ok) {
    mkdirSync(dirname(join(root, STAMP)), { recursive: true })
    writeFileSync(join(root, STAMP), wanted)
  }
  return step
}

function isInstalled(root, wanted) {
  if (!existsSync(join(root, STAMP)) || readFileSync(join(root, STAMP), 'utf8') !== wanted) return false
  return packagesWithDependencies(root).every((folder) => existsSync(join(folder, 'node_modules')))
}

/** Native packages differ by platform and Node's ABI, so both belong to the lockfile's fingerprint. */
function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}\n`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function packagesWithDependencies(root) {
  return WORKSPACE_FOLDERS.map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .concat(join(root, 'bench'))
    .filter((folder) => hasDependencies(join(folder, 'package.json')))
}

function hasDependencies(manifest) {
  if (!existsSync(manifest)) return false
  const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, 'utf8'))
  return Object.keys({ ...dependencies, ...devDependencies }).length > 0
}
