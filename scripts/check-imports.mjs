// The direction of dependencies, kept: contracts <- kit <- plugins, engine -> contracts, nothing sideways.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importsOf, violations } from './lib/import-rules.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
const files = packages.flatMap((name) => typescriptFiles(`packages/${name}`))

const problems = [...files.flatMap(({ path, source }) => violations(path, source)), ...containerProblems(), ...referenceProblems()]
for (const problem of problems) console.error(problem)
console.log(`${files.length} files, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0

function typescriptFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist', 'fixtures', 'templates'].includes(entry.name) ? [] : typescriptFiles(path)
    return path.endsWith('.ts') ? [{ path: path.replaceAll(sep, '/'), source: readFileSync(join(root, path), 'utf8') }] : []
  })
}

function containerProblems() {
  const users = files.filter(({ source }) => importsOf(source).includes('tsyringe')).map(({ path }) => path)
  return users.length > 1 ? [`tsyringe belongs in one file, but is imported by ${users.join(', ')}`] : []
}

/** A project reference for each workspace dependency, and each package in the root's build. */
function referenceProblems() {
  const built = references('tsconfig.build.json')
  return packages.flatMap((name) => {
    const own = references(`packages/${name}/tsconfig.build.json`)
    const missing = workspaceDependencies(name).filter((other) => !own.includes(other))
    return [
      ...(built.includes(name) ? [] : [`tsconfig.build.json: has no reference to packages/${name}`]),
      ...missing.map((other) => `packages/${name}/tsconfig.build.json: has no reference to ../${other}`),
    ]
  })
}

function references(file) {
  const { references: list = [] } = JSON.parse(readFileSync(join(root, file), 'utf8'))
  return list.map(({ path }) => path.split('/').at(-2))
}

function workspaceDependencies(name) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  return Object.keys({ ...dependencies, ...peerDependencies })
    .filter((dependency) => dependency.startsWith('@feedloom/'))
    .map((dependency) => dependency.slice('@feedloom/'.length))
}
