import type { Plugin, PluginKind } from '../contracts/plugin.ts'
import type { LoadedPlugin, PluginSet } from './types.ts'

/** What looking a type up may come to. */
export type PluginMatch =
  | { readonly found: 'one'; readonly plugin: Plugin }
  | { readonly found: 'none' }
  | { readonly found: 'many'; readonly from: readonly string[] }

/** Looks a type or alias up by `type` or `package#type`. A named package wins over a built-in plugin of the same type. */
export function matchPlugin(plugins: readonly LoadedPlugin[], kind: PluginKind, written: string): PluginMatch {
  const hash = written.lastIndexOf('#')
  const from = hash === -1 ? undefined : written.slice(0, hash)
  const type = written.slice(hash + 1)
  const all = plugins.filter(
    ({ plugin, from: origin }) =>
      plugin.kind === kind && (plugin.type === type || plugin.aliases?.includes(type)) && (from === undefined || origin === from),
  )
  const named = all.filter(({ from: origin }) => origin !== builtIn)
  const matches = named.length > 0 ? named : all
  const [first] = matches
  if (first === undefined) return { found: 'none' }
  const isSame = matches.every(({ plugin }) => plugin === first.plugin)
  return isSame ? { found: 'one', plugin: first.plugin } : { found: 'many', from: matches.map((match) => match.from) }
}

export const builtIn = 'built-in'

export function createPluginSet(plugins: readonly LoadedPlugin[]): PluginSet {
  const known = Object.freeze([...plugins])
  return {
    get<K extends PluginKind>(kind: K, type: string): Plugin<K> | undefined {
      const match = matchPlugin(known, kind, type)
      return match.found === 'one' ? (match.plugin as unknown as Plugin<K>) : undefined
    },
    all: (kind) => (kind === undefined ? known : known.filter(({ plugin }) => plugin.kind === kind)),
  }
}

/** Types of one kind, sorted. */
export function typesOf(plugins: readonly LoadedPlugin[], kind: PluginKind): readonly string[] {
  return [...new Set(plugins.filter(({ plugin }) => plugin.kind === kind).map(({ plugin }) => plugin.type))].toSorted()
}
