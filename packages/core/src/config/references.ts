import type { Plugin, PluginReference } from '../contracts/plugin.ts'
import type { ComponentDraft } from './components.ts'
import type { Findings } from './findings.ts'
import type { Interpolated } from './interpolate.ts'
import { matchPlugin, typesOf } from './plugin-set.ts'
import type { PluginLoad } from './load-plugins.ts'
import { didYouMean, listed } from './suggest.ts'
import { messageOf, validate } from './validate.ts'

/**
 * Checks the normalizers and indicators that a component names inside its own keys, with their own schemas. False when
 * one of them is wrong: the component cannot be made then.
 */
export async function checkReferences(
  draft: ComponentDraft,
  load: PluginLoad,
  interpolated: ReadonlyMap<string, Interpolated>,
  findings: Findings,
): Promise<boolean> {
  const { plugin, config } = draft
  if (plugin?.references === undefined || config === undefined) return true
  const references = referencesOf(plugin, draft, findings)
  let sound = references !== undefined
  for (const reference of references ?? []) {
    const base = [...draft.path, ...reference.path]
    const match = matchPlugin(load.plugins, reference.kind, reference.type)
    if (match.found === 'one') {
      const owner = `the ${reference.kind} \`${reference.type}\``
      const checked = await validate(
        { base, value: reference.config ?? {}, schema: match.plugin.configSchema, owner, interpolated },
        findings,
      )
      sound &&= checked !== undefined
      continue
    }
    sound = false
    if (!load.refused.has(`${reference.kind} ${reference.type}`)) reportMissing(reference, draft, load, findings)
  }
  return !reportCircles(references ?? [], draft, findings) && sound
}

function referencesOf(plugin: Plugin, draft: ComponentDraft, findings: Findings): readonly PluginReference[] | undefined {
  try {
    return plugin.references?.(draft.config?.output) ?? []
  } catch (error) {
    findings.add({
      code: 'FEEDLOOM_PLUGIN_BROKEN',
      message: `the ${plugin.kind} \`${plugin.type}\` could not name its parts: ${messageOf(error)}`,
      hint: 'This is a fault of the plugin: report it to its authors.',
      path: draft.path,
      at: 'key',
    })
    return undefined
  }
}

function reportMissing({ kind, type, path }: PluginReference, draft: ComponentDraft, load: PluginLoad, findings: Findings): void {
  const types = typesOf(load.plugins, kind)
  const near = didYouMean(type, types)
  if (near === undefined && load.failed) return
  findings.add({
    code: 'FEEDLOOM_PLUGIN_UNKNOWN',
    message: `no plugin gives ${kind === 'indicator' ? 'an' : 'a'} ${kind} of type \`${type}\``,
    hint:
      near ??
      (types.length === 0 ? `Name the package that has it under \`plugins:\`.` : `The plugins of this config give ${listed(types)}.`),
    path: [...draft.path, ...path],
    at: path.at(-1) === type ? 'key' : 'value',
  })
}

/** Parts that read each other's output: one that can only be fed by itself will never give a value. */
function reportCircles(references: readonly PluginReference[], draft: ComponentDraft, findings: Findings): boolean {
  const byName = new Map(references.flatMap((reference) => (reference.name === undefined ? [] : [[reference.name, reference] as const])))
  const said = new Set<string>()
  for (const [name, reference] of byName) {
    const circle = circleFrom(name, byName)
    if (circle === undefined || said.has(name)) continue
    for (const member of circle) said.add(member)
    const path = [...draft.path, ...reference.path]
    if (circle.length === 1) {
      const message = `the indicator \`${name}\` feeds itself`
      findings.add({
        code: 'FEEDLOOM_CONFIG_FEEDS_ITSELF',
        message,
        hint: 'Give it another input: a price, or another indicator.',
        path,
        at: 'key',
      })
    } else {
      const message = `${listed(circle)} wait for each other in a circle`
      findings.add({ code: 'FEEDLOOM_CONFIG_CYCLE', message, hint: 'Give one of them an input from outside the circle.', path, at: 'key' })
    }
  }
  return said.size > 0
}

/** The way from a part back to itself, or undefined. */
function circleFrom(start: string, byName: ReadonlyMap<string, PluginReference>): readonly string[] | undefined {
  const visited = new Set<string>()
  const walk = (name: string, way: readonly string[]): readonly string[] | undefined => {
    for (const input of byName.get(name)?.inputs ?? []) {
      if (input === start) return way
      if (visited.has(input)) continue
      visited.add(input)
      const found = walk(input, [...way, input])
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk(start, [start])
}
