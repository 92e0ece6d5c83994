import { readdir } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/** The files below `specDir` that TLC may read: paths relative to it, with forward slashes, sorted. */
export async function specFiles(specDir: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(specDir, { recursive: true, withFileTypes: true })) {
    const path = relative(specDir, join(entry.parentPath, entry.name)).split(sep).join('/')
    if (entry.isFile() && /\.(tla|cfg)$/.test(path) && !/(^|\/)(node_modules\/|\.)/.test(path))
      found.push(path)
  }
  return found.sort()
}

/** The folders that hold a module, of the files that `specFiles` gave: `.` for specDir itself. */
export function moduleFolders(files: readonly string[]): string[] {
  return [...new Set(files.filter((file) => file.endsWith('.tla')).map((file) => dirname(file)))]
}
