import { dirname, join, normalize } from 'node:path/posix'

const CORE = '@feedloom/core'
const PLUGIN = /^(exchange-(?!kit$).+|indicators|options|storage-.+|cache-.+|gateway|recorder|telemetry)$/
const TEST_FILE = /(\.test\.ts|\.test-d\.ts)$|\/test\//
const KEPT_OR_DROPPED = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
const IMPORTS = [
  /^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"]([^'"]+)['"]/g,
]

/** Source text without comments and template texts, in which an example's imports may stand. */
function codeOf(source) {
  return source.replace(KEPT_OR_DROPPED, (_, kept) => kept ?? '``')
}

export function importsOf(source) {
  const code = codeOf(source)
  return IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]))
}

/** Every rule that one file of `packages/<name>/` breaks, as sentences. `path` is relative to the root, with slashes. */
export function violations(path, source) {
  const owner = path.split('/')[1]
  const isTest = TEST_FILE.test(path)
  const found = []
  for (const specifier of importsOf(source)) {
    const reason = reasonAgainst({ path, owner, isTest, specifier })
    if (reason !== undefined) found.push(`${path}: imports '${specifier}', but ${reason}`)
  }
  if (!isTest && path.includes('/src/') && /\bthrow\s+new\s+(Type|Range)?Error\b/.test(codeOf(source)))
    found.push(`${path}: throws a bare Error; use configError, retryable, dataError or fatal with a code`)
  return found
}

function reasonAgainst({ path, owner, isTest, specifier }) {
  if (specifier.startsWith('.')) return reasonAgainstRelative(path, owner, specifier)
  if (isContract(path) && !isTest) return 'contracts import nothing from outside their folder'
  if (!specifier.startsWith('@feedloom/')) return undefined
  const target = specifier.split('/')[1]
  if (owner === 'cli' || owner === 'create-plugin') return undefined
  if (target === owner) return isTest ? undefined : 'a package reaches itself by relative paths'
  if (isTest && (target === 'testkit' || target === 'core')) return undefined
  if (owner === 'core') return 'core imports no other package'
  if (specifier === `${CORE}/engine` && owner !== 'testkit') return 'the engine is not for plugins; see services and EngineView'
  if (specifier === `${CORE}/events` && owner !== 'testkit')
    return 'plugins are handed their writer and their instruments; see EventWriter and PluginContext'
  if (target === 'core') return undefined
  if (target === 'exchange-kit' && (owner.startsWith('exchange-') || owner === 'testkit')) return undefined
  return PLUGIN.test(owner) ? 'plugins never import each other' : `${owner} may import ${CORE} only`
}

function reasonAgainstRelative(path, owner, specifier) {
  const target = normalize(join(dirname(path), specifier))
  if (!target.startsWith(`packages/${owner}/`)) return 'relative imports stay inside their package'
  if (isContract(path) && !TEST_FILE.test(path) && !isContract(target)) return 'contracts import nothing from outside their folder'
  return undefined
}

function isContract(path) {
  return path.startsWith('packages/core/src/contracts/')
}
