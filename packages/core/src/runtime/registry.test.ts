import { describe, expect, it } from 'vitest'
import { createPluginSet } from '../config/plugin-set.ts'
import { createToken, type Plugin } from '../contracts/index.ts'
import { Scope } from './container.ts'
import { checkRequires, PluginRegistry } from './registry.ts'
import { FakeSink } from './test/fake-sink.ts'
import { FakeSource, sinkPlugin, sourcePlugin } from './test/fakes.ts'

const source = sourcePlugin(new FakeSource())
const changed = (plugin: Plugin, more: object): Plugin => Object.freeze({ ...plugin, ...more }) as Plugin

describe('PluginRegistry', () => {
  it('finds plugins by kind and type', () => {
    const registry = new PluginRegistry(
      createPluginSet([
        { plugin: source, from: 'a' },
        { plugin: sinkPlugin(new FakeSink(), 'fake'), from: 'a' },
      ]),
    )
    expect(registry.find('source', 'fake')).toBe(source)
    expect(registry.find('sink', 'fake').kind).toBe('sink')
  })

  it('refuses a plugin of another contract version', () => {
    const plugin = changed(source, { apiVersion: 2 })
    expect(() => new PluginRegistry(createPluginSet([{ plugin, from: 'a' }]))).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_PLUGIN_API_VERSION', category: 'config' }),
    )
  })

  it('refuses one type twice from one package, but not one plugin named twice', () => {
    const twice = [source, source].map((plugin) => ({ plugin, from: 'a' }))
    expect(new PluginRegistry(createPluginSet(twice)).find('source', 'fake')).toBe(source)
    const two = [source, changed(source, {})].map((plugin) => ({ plugin, from: 'a' }))
    expect(() => new PluginRegistry(createPluginSet(two))).toThrow(expect.objectContaining({ code: 'FEEDLOOM_PLUGIN_DUPLICATE' }))
  })

  it('says how to tell two packages apart that give the same type', () => {
    const other = changed(source, {})
    const registry = new PluginRegistry(
      createPluginSet([
        { plugin: source, from: 'a' },
        { plugin: other, from: 'b' },
      ]),
    )
    expect(() => registry.find('source', 'fake')).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_PLUGIN_AMBIGUOUS', hint: 'Write one of: a#fake, b#fake.' }),
    )
    expect(registry.find('source', 'b#fake')).toBe(other)
  })

  it('guesses what was meant', () => {
    const registry = new PluginRegistry(createPluginSet([{ plugin: source, from: 'a' }]))
    expect(() => registry.find('source', 'fkae')).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_PLUGIN_UNKNOWN', hint: 'Did you mean `fake`?' }),
    )
  })

  it('refuses a plugin whose services nobody provides', () => {
    const token = createToken<string>('cache/main')
    const plugin = changed(source, { requires: [token] })
    const scope = Scope.root()
    expect(() => checkRequires(plugin, (wanted) => scope.has(wanted))).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_SERVICE_MISSING' }),
    )
    scope.provide(token, 'x')
    const child = scope.child()
    expect(() => checkRequires(plugin, (wanted) => child.has(wanted))).not.toThrow()
    expect(child.get(token)).toBe('x')
  })
})

describe('Scope', () => {
  it('makes a service once, when it is first asked for, and keeps children apart from their siblings', () => {
    const token = createToken<{ n: number }>('made')
    const own = createToken<string>('own')
    let made = 0
    const root = Scope.root()
    root.provideLater(token, () => ({ n: ++made }))
    const [a, b] = [root.child(), root.child()]
    a.provide(own, 'a')
    expect(made).toBe(0)
    expect(a.get(token)).toBe(b.get(token))
    expect(made).toBe(1)
    expect(b.has(own)).toBe(false)
    expect(() => b.get(own)).toThrow(expect.objectContaining({ code: 'FEEDLOOM_SERVICE_MISSING' }))
  })
})
