// Files that a person drops or chooses: collected from folders within limits, and read. What is in
// them is the engine's business.

import type { InputFile } from './protocol.ts';
import type { ProblemView } from './views.ts';

/** More files than an RVTools export or a folder of `az` output has. */
export const FILES_MAX = 200;
/** All files together, in bytes. */
export const FILES_BYTES_MAX = 256 * 1024 * 1024;
const FOLDER_DEPTH_MAX = 6;

export type Read = { kind: 'read'; files: InputFile[] } | { kind: 'rejected'; problems: ProblemView[] };

/** The files of a drop. Must be called at once: the browser forgets the drop after the event. */
export function dropped(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = [...transfer.files];
  return entries.length > 0 ? walk(entries) : Promise.resolve(files);
}

/** Reads all files, or says which limit they are over. */
export async function read(files: readonly File[]): Promise<Read> {
  const problems = overLimits(files);
  if (problems.length > 0) return { kind: 'rejected', problems };
  try {
    const contents = await Promise.all(files.map(async (file) => ({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })));
    return { kind: 'read', files: contents };
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : 'a file could not be read';
    return { kind: 'rejected', problems: [{ place: 'files', found, allowed: 'files that this browser may read' }] };
  }
}

/** A file that is a scenario and needs no import. */
export function scenarioText(files: readonly InputFile[]): string | null {
  const [file] = files;
  if (!file || files.length !== 1 || !file.name.toLowerCase().endsWith('.json')) return null;
  const text = new TextDecoder().decode(file.bytes);
  // A cheap look before a parse: an inventory of many megabytes has no schema at its start.
  if (!/^\s*\{/.test(text) || !/"schema"\s*:\s*\d/.test(text.slice(0, 4096) + text.slice(-4096))) return null;
  return text;
}

/** What is over a limit, with the limit; nothing when all is well. */
export function overLimits(files: readonly { name: string; size: number }[]): ProblemView[] {
  const problems: ProblemView[] = [];
  if (files.length === 0) {
    problems.push({ place: 'files', found: 'no files', allowed: 'at least one file' });
  }
  if (files.length > FILES_MAX) {
    problems.push({ place: 'files', found: `more than ${FILES_MAX} files`, allowed: `at most ${FILES_MAX} files` });
  }
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (bytes > FILES_BYTES_MAX) {
    const mib = (size: number) => `${Math.ceil(size / 1024 / 1024)} MiB`;
    problems.push({ place: 'files', found: `${mib(bytes)} together`, allowed: `at most ${mib(FILES_BYTES_MAX)}` });
  }
  return problems;
}

/** All files under the entries, breadth first, one more than the limit at most. */
async function walk(roots: readonly FileSystemEntry[]): Promise<File[]> {
  const files: File[] = [];
  let level = [...roots];
  for (let depth = 0; depth <= FOLDER_DEPTH_MAX && level.length > 0; depth += 1) {
    const below: FileSystemEntry[] = [];
    for (const entry of level) {
      if (files.length > FILES_MAX) return files;
      if (entry.name.startsWith('.')) continue;
      if (entry.isFile) files.push(await fileOf(entry as FileSystemFileEntry));
      else below.push(...(await childrenOf(entry as FileSystemDirectoryEntry)));
    }
    level = below;
  }
  return files;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader hands out a folder in parts, and an empty part at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  while (children.length <= FILES_MAX) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) break;
    children.push(...part);
  }
  return children;
}
