import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder that a config names, and those above it. One by one, because Node's own way to do that never comes back
 * where a file system refuses the first of them as missing (`/proc`). Throws what the file system says.
 */
export async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() === true) return
  const above = dirname(path)
  if (above !== path) await makeFolder(above)
  try {
    await mkdir(path)
  } catch (error) {
    // Somebody else was faster.
    const made = await stat(path).catch(() => undefined)
    if (made?.isDirectory() !== true) throw error
  }
}
