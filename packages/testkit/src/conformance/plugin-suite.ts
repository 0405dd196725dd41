import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FeedloomError, isPlugin } from '@feedloom/core'
import type { ConfigSchema, Plugin, PluginContext } from '@feedloom/core'
import { FakeNetwork } from '../fake-network.ts'
import { testContext } from '../test-context.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { touchedGlobals } from './poison.ts'
import { caseIf, conformanceCase, conformanceSuite, type ConformanceSuite } from './suite.ts'

export interface PluginSuiteOptions {
  readonly plugin: Plugin
  /** A config that is valid; default `{}`. */
  readonly config?: unknown
  /** Replaces parts of the test context (services, parts, paths). */
  readonly context?: (base: PluginContext) => PluginContext
  /** Folder of the package that exports it, for PLG-06. */
  readonly packageFolder?: string
}

/** The claims that every plugin makes about its manifest, its schema and its creation. */
export function pluginSuite(options: PluginSuiteOptions): ConformanceSuite {
  const { plugin, packageFolder } = options
  return conformanceSuite({
    examines: 'plugin',
    subject: plugin,
    abilities: () => [`api ${plugin.apiVersion}`, plugin.stability],
    cases: [
      conformanceCase('PLG-01', 'has a valid manifest', () => validManifest(plugin)),
      conformanceCase('PLG-02', 'reads an empty config, or says where it fails; refuses unknown keys', () =>
        schemaSpeaks(plugin.configSchema),
      ),
      conformanceCase('PLG-03', 'describes every field of its config', () => schemaDescribes(plugin.configSchema)),
      conformanceCase('PLG-04', 'does no input or output while it is created', () => createsQuietly(options)),
      conformanceCase('PLG-05', 'stops without having started, twice', () => stopsUnstarted(options)),
      caseIf(packageFolder !== undefined, 'no package folder was given', 'PLG-06', 'comes in a proper package', () =>
        properPackage(packageFolder ?? ''),
      ),
    ],
  })
}

function validManifest(plugin: Plugin): void {
  assert.ok(isPlugin(plugin), 'not made by definePlugin')
  assert.equal(plugin.apiVersion, 1)
  assert.match(plugin.type, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  assert.ok(['source', 'normalizer', 'processor', 'sink', 'indicator', 'cache'].includes(plugin.kind), plugin.kind)
  assert.ok(['experimental', 'beta', 'stable', 'deprecated'].includes(plugin.stability), plugin.stability)
  assert.ok(plugin.summary.length > 0 && plugin.summary.length <= 120 && !plugin.summary.includes('\n'), 'the summary is one line')
}

async function schemaSpeaks(schema: ConfigSchema): Promise<void> {
  const empty = await schema['~standard'].validate({})
  for (const issue of empty.issues ?? []) assert.ok((issue.path ?? []).length > 0, `'${issue.message}' has no path`)
  const unknown = await schema['~standard'].validate({ 'no-such-key': 1 })
  assert.ok((unknown.issues ?? []).length > 0, 'an unknown key was accepted')
}

interface JsonSchema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly [key: string]: unknown
}

function schemaDescribes(schema: ConfigSchema): void {
  const json: JsonSchema | undefined = schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
  assert.ok(json !== undefined, 'the schema gives no JSON Schema')
  assert.deepEqual(undescribed(json, ''), [], 'fields without a description')
}

function undescribed(schema: JsonSchema, path: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const place = path === '' ? name : `${path}.${name}`
    return [...(field.description === undefined ? [place] : []), ...undescribed(field, place)]
  })
}

interface Created {
  readonly instance: { stop?(signal: AbortSignal): Promise<void> }
  readonly network: FakeNetwork
  readonly clock: VirtualClock
  readonly touched: readonly string[]
}

async function create({ plugin, config, context }: PluginSuiteOptions): Promise<Created> {
  const network = new FakeNetwork()
  const clock = new VirtualClock()
  const base = testContext({ network, clock })
  const parsed = await plugin.configSchema['~standard'].validate(config ?? {})
  assert.ok(parsed.issues === undefined, `the config is not valid: ${parsed.issues?.map((issue) => issue.message).join('; ')}`)
  let instance: Created['instance'] = {}
  const touched = touchedGlobals(() => {
    instance = plugin.create(context?.(base) ?? base, parsed.value) as Created['instance']
  })
  return { instance, network, clock, touched: touched.filter((name) => name !== 'queueMicrotask') }
}

async function createsQuietly(options: PluginSuiteOptions): Promise<void> {
  const { network, clock, touched } = await create(options)
  assert.deepEqual(touched, [], 'create() reads no clock, sets no timer, opens nothing')
  assert.deepEqual([network.requests.length, network.sockets.length, clock.pending], [0, 0, 0], 'requests, sockets, timers')
}

async function stopsUnstarted(options: PluginSuiteOptions): Promise<void> {
  const { instance } = await create(options)
  try {
    await instance.stop?.(new AbortController().signal)
    await instance.stop?.(new AbortController().signal)
  } catch (error) {
    assert.fail(`stop() rejected: ${FeedloomError.is(error) ? error.code : String(error)}`)
  }
}

interface Manifest {
  readonly keywords?: readonly string[]
  readonly type?: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

function properPackage(folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  assert.ok(manifest.keywords?.includes('feedloom-plugin'), "the keyword 'feedloom-plugin' is missing")
  assert.equal(manifest.type, 'module')
  assert.ok(manifest.exports?.['./plugins'] !== undefined, "there is no export './plugins'")
  assert.ok(manifest.peerDependencies?.['@feedloom/core'] !== undefined, '@feedloom/core is no peer dependency')
  const offenders = sourcesOf(join(folder, 'src')).filter((path) => readFileSync(path, 'utf8').includes("'@feedloom/core/engine'"))
  assert.deepEqual(offenders, [], 'plugins never import the engine')
}

function sourcesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name) && !/\.test(-d)?\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}
