import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sharedPath } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { newFolder } from '../test/fixture.ts'
import { listFiles } from './file-list.ts'
import { mergedLines, readLines } from './line-reader.ts'

async function namesOf(paths: readonly string[]): Promise<readonly string[]> {
  const names: string[] = []
  for await (const block of mergedLines(paths)) for (const { line, t } of block) names.push(`${line.frame}@${t}`)
  return names
}

describe('several recordings', () => {
  it('are merged by receive time; a line without a time stays behind the one before it', async () => {
    const folder = await newFolder()
    await mkdir(folder)
    const a = join(folder, 'a.jsonl')
    const b = join(folder, 'b.jsonl.gz')
    const c = join(folder, 'c.jsonl')
    await writeFile(a, ['{"t":1,"frame":"a1"}', '{"frame":"a2"}', '{"t":3,"frame":"a3"}', '{"t":2,"frame":"a4"}', ''].join('\n'))
    await writeFile(b, Buffer.concat([gzipSync('{"t":2,"frame":"b1"}\n'), gzipSync('{"t":3,"frame":"b2"}\r\n\n')]))
    await writeFile(c, '{"frame":"c1"}\n{"frame":"c2"}')
    expect(await namesOf([a, b, c])).toStrictEqual(['c1@undefined', 'c2@undefined', 'a1@1', 'a2@1', 'b1@2', 'a3@3', 'a4@2', 'b2@3'])
  })

  it('are found by path, folder and pattern, each once', async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'deep', 'er'), { recursive: true })
    for (const name of ['b.jsonl', 'a.jsonl.gz', 'c.txt', 'deep/d.jsonl.zst', 'deep/er/e.jsonl']) await writeFile(join(folder, name), '')
    const found = async (...entries: string[]): Promise<readonly string[]> =>
      (await listFiles(entries.map((entry) => join(folder, entry)))).map(({ path }) => path.slice(folder.length + 1))
    expect(await found('.')).toStrictEqual(['a.jsonl.gz', 'b.jsonl', 'deep/d.jsonl.zst', 'deep/er/e.jsonl'])
    expect(await found('*.jsonl')).toStrictEqual(['b.jsonl'])
    expect(await found('*.jsonl*', 'b.jsonl')).toStrictEqual(['a.jsonl.gz', 'b.jsonl'])
    expect(await found('**/?.jsonl')).toStrictEqual(['b.jsonl', 'deep/er/e.jsonl'])
    expect(await found('de*/d.*', 'c.txt')).toStrictEqual(['deep/d.jsonl.zst', 'c.txt'])
    await expect(found('b.jsonl', 'x.jsonl')).rejects.toMatchObject({ code: 'FEEDLOOM_REPLAY_FILES_MISSING' })
  })
})

describe('recordings of venues', () => {
  const root = sharedPath('fixtures')
  it.skipIf(root === undefined).each(['binance-spot', 'binance-usdm', 'ccxt/bybit', 'ccxt/okx', 'ccxt/kraken', 'ccxt/coinbase', 'alpaca'])(
    'are readable: %s',
    async (set) => {
      const folder = join(root ?? '', set)
      const names = (await readdir(folder)).filter((name) => /\.jsonl(\.gz)?$/.test(name))
      expect(names.length).toBeGreaterThan(0)
      for (const name of names) {
        let lines = 0
        for await (const block of readLines(join(folder, name), { onCut: (path) => expect.fail(`${path} is cut`) })) lines += block.length
        expect(lines).toBeGreaterThan(0)
      }
    },
  )
})
