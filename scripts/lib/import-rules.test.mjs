import { describe, expect, it } from 'vitest'
import { importsOf, violations } from './import-rules.mjs'

const check = (path, specifier) => violations(path, `import { a } from '${specifier}'\n`)

describe('importsOf', () => {
  it('sees static, type, side-effect, re-export and dynamic imports', () => {
    const source = "import a from 'a'\nimport type {\n  B,\n} from 'b'\nimport 'c'\nexport * from 'd'\nconst e = await import('e')\n"
    expect(new Set(importsOf(source))).toEqual(new Set(['a', 'b', 'c', 'd', 'e']))
  })

  it('ignores examples in comments and templates', () => {
    expect(importsOf("/** import { a } from 'a' */\n// import 'b'\nconst t = `\nimport 'c'\n`\nconst url = 'https://d'\n")).toEqual([])
  })
})

describe('violations', () => {
  it('keeps contracts free of everything outside their folder', () => {
    expect(check('packages/core/src/contracts/bus.ts', './time.ts')).toEqual([])
    expect(check('packages/core/src/contracts/bus.ts', '../runtime/bus.ts')).toHaveLength(1)
    expect(check('packages/core/src/contracts/bus.ts', 'zod')).toHaveLength(1)
  })

  it('keeps plugins apart from each other and from the engine', () => {
    expect(check('packages/exchange-binance/src/spec.ts', '@feedloom/exchange-kit')).toEqual([])
    expect(check('packages/exchange-binance/src/spec.ts', '@feedloom/core/engine')).toHaveLength(1)
    expect(check('packages/exchange-binance/src/spec.ts', '@feedloom/core/events')).toHaveLength(1)
    expect(check('packages/recorder/src/sink.ts', '@feedloom/exchange-kit')).toHaveLength(1)
    expect(check('packages/recorder/src/sink.ts', '@feedloom/indicators')).toHaveLength(1)
  })

  it('lets tests use the testkit, the engine and the event writer', () => {
    expect(check('packages/recorder/src/sink.test.ts', '@feedloom/testkit')).toEqual([])
    expect(check('packages/recorder/src/sink.test.ts', '@feedloom/core/engine')).toEqual([])
    expect(check('packages/recorder/src/sink.test.ts', '@feedloom/core/events')).toEqual([])
    expect(check('packages/testkit/src/collecting-writer.ts', '@feedloom/core/events')).toEqual([])
    expect(check('packages/recorder/src/sink.test.ts', '@feedloom/storage-duckdb')).toHaveLength(1)
  })

  it('refuses relative imports across a package border', () => {
    expect(check('packages/recorder/src/sink.ts', '../../core/src/index.ts')).toHaveLength(1)
  })

  it('refuses a bare Error in source but not in tests', () => {
    expect(violations('packages/core/src/a.ts', "throw new Error('x')\n")).toHaveLength(1)
    expect(violations('packages/core/src/a.test.ts', "throw new Error('x')\n")).toEqual([])
  })
})
