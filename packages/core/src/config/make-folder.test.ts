import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeFolder } from './make-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-folder-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('makeFolder', () => {
  it('makes what is missing, also when several do so at once, and leaves what is there', async () => {
    const path = join(folder, 'a', 'b', 'c')
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(folder, 'a', 'b'))])
    await makeFolder(path)
    expect(statSync(path).isDirectory()).toBe(true)
  })

  it('says that a file stands in the way', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(makeFolder(join(folder, 'file', 'below'))).rejects.toThrow(/ENOTDIR|EEXIST|ENOENT/)
  })

  it.skipIf(!existsSync('/proc/self'))('comes back where nothing can be made', async () => {
    await expect(makeFolder('/proc/nope/deep/er')).rejects.toThrow('ENOENT')
  })
})
