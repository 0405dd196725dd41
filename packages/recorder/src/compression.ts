import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Zstd } from '@hpcc-js/wasm-zstd'

export type CompressionName = 'none' | 'gzip' | 'zstd'

/** Makes one block into bytes that stand for themselves: blocks written one after the other are a valid file. */
export interface Compression {
  readonly suffix: string
  compress(block: Buffer): Promise<Uint8Array>
}

const gzipAsync = promisify(gzip)
let zstd: Promise<Zstd> | undefined

/** Each block is a gzip member or a zstd frame of its own, so a crash costs the last block at most. */
export const compressions: Readonly<Record<CompressionName, Compression>> = {
  none: { suffix: '', compress: (block) => Promise.resolve(block) },
  gzip: { suffix: '.gz', compress: (block) => gzipAsync(block, { level: 6 }) },
  zstd: {
    suffix: '.zst',
    async compress(block) {
      zstd ??= Zstd.load()
      return (await zstd).compress(block)
    },
  },
}
