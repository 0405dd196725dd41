// Behind `npm start`, `npm test`, `npm run prove` and `npm run bench`: needs Node and npm, brings the rest.
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install } from './lib/install.mjs'
import { line, runForeground, runStep, seconds } from './lib/steps.mjs'
import { VITEST_RESULT, clearSummary, closingLine, writeSummary } from './lib/summary.mjs'

const MINIMUM_NODE = [20, 19]
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const node = process.execPath
const fromSource = ['--conditions=@feedloom/source', '--enable-source-maps', '--import', './scripts/ts-loader.mjs']

const commands = { start, test, prove, bench }

checkNode()
process.chdir(root)
const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (command === undefined) {
  console.error(`usage: node scripts/bootstrap.mjs ${Object.keys(commands).join('|')} [arguments]`)
  process.exit(2)
}
process.exitCode = await command(args)

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return
  console.error(`Feedloom needs Node ${MINIMUM_NODE.join('.')} or newer; this is Node ${process.versions.node}. See https://nodejs.org`)
  process.exit(1)
}

async function start(argv) {
  if (!(await prepare())) return 1
  const script = 'examples/quickstart/start.js'
  if (!existsSync(script)) {
    console.error(`${script} does not exist yet`)
    return 1
  }
  return await runForeground(node, [script, ...argv])
}

async function test(argv) {
  const startedAt = performance.now()
  clearSummary()
  const steps = [await install(root)].filter((step) => step !== undefined)
  const run = async (title, tool, toolArgs, needs = steps) => {
    const blocked = needs.some((step) => !step.ok)
    steps.push(blocked ? { title, skipped: true } : await runStep(title, bin(tool), toolArgs))
  }
  const installed = [...steps]
  await run('build', 'tsc', ['-b', 'tsconfig.build.json'], installed)
  await run('build pages', 'node', ['scripts/build-chart-page.mjs'], installed)
  await run('type-check', 'tsc', ['-p', 'tsconfig.json'], installed)
  await run('type-check pages', 'tsc', ['-p', 'packages/cli/browser/tsconfig.json'], installed)
  await run('lint', 'oxlint', ['--type-aware', '--deny-warnings'], installed)
  await run('format', 'oxfmt', ['--check'], installed)
  await run('import directions', 'node', ['scripts/check-imports.mjs'], installed)
  await run('unused code', 'knip', ['--no-progress'], installed)
  await run('tests', 'vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_RESULT}`, ...argv])
  const summary = writeSummary(steps)
  console.log(`\n${steps.map((step) => line(step)).join('\n')}\ntotal ${seconds(performance.now() - startedAt)}`)
  console.log(closingLine(summary))
  return summary.failed > 0 || steps.some((step) => !step.ok) ? 1 : 0
}

async function prove([name, ...argv]) {
  const proofs = list('prove', '.ts')
  if (name === undefined) return printList('prove', proofs)
  if (!proofs.includes(name)) return unknown('prove', name, proofs)
  if (!(await prepare())) return 1
  return await runForeground(node, [...fromSource, `prove/${name}.ts`, ...argv])
}

async function bench([name, ...argv]) {
  const all = list('bench', '.bench.ts')
  if (name === '--list') return printList('bench', all)
  if (name !== undefined && !all.includes(name)) return unknown('bench', name, all)
  if (!(await prepare())) return 1
  let failures = 0
  for (const one of name === undefined ? all : [name]) {
    console.log(`\n== bench ${one}`)
    failures += (await runForeground(node, [...fromSource, '--expose-gc', `bench/${one}.bench.ts`, ...argv])) === 0 ? 0 : 1
  }
  return failures > 0 ? 1 : 0
}

async function prepare() {
  const installed = await install(root)
  if (installed !== undefined && !installed.ok) return false
  const built = await runStep('build', bin('tsc'), ['-b', 'tsconfig.build.json'])
  return built.ok && (await runStep('build pages', node, ['scripts/build-chart-page.mjs'])).ok
}

function bin(tool) {
  return tool === 'node' ? node : join('node_modules', '.bin', tool)
}

function list(folder, ending) {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((file) => file.endsWith(ending) && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
  return names.map((file) => file.slice(0, -ending.length)).sort()
}

function printList(script, names) {
  console.log(
    names.length === 0
      ? `nothing to ${script} yet`
      : `npm run ${script} -- NAME, where NAME is one of:\n${names.map((name) => `  ${name}`).join('\n')}`,
  )
  return 0
}

function unknown(script, name, names) {
  console.error(`${script}: there is no '${name}'`)
  printList(script, names)
  return 2
}
