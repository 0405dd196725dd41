import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '@feedloom/core/config'
import type { Terminal } from './terminal.ts'

/** Writes files that a command makes, with their folders; says which one cannot be written, and false then. */
export async function writeOutput(terminal: Terminal, files: Readonly<Record<string, string | Uint8Array>>): Promise<boolean> {
  for (const [path, text] of Object.entries(files)) {
    try {
      await makeFolder(dirname(path))
      await writeFile(path, text)
    } catch (error) {
      terminal.err(`${terminal.colors.red('error')} cannot write ${path}: ${error instanceof Error ? error.message : String(error)}\n`)
      return false
    }
  }
  return true
}
