import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeText } from "../../../tools/text";
import { normalizePath } from "../../../tools/workspace";
import { CHILD_DIRECTORIES, type CodeFile, TaskFailed } from "../../protocol";
import type { CodeTable } from "./code-tables";
import { csvOf } from "./csv-text";
import { parseSheets, type Sheet } from "./sheets";

/** What the code wants to have written once it has ended well. */
export type Draft = { readonly text: string } | { readonly sheets: readonly Sheet[] };

/** Tables that were loaded, by path: the sheets of a workbook, else one. Or why there is none. */
export type LoadedCodeTables = ReadonlyMap<string, readonly CodeTable[] | { readonly problem: string }>;

const PRINTED_CHARACTERS = 20_000;
const MAX_DRAFTS = 100;
const MAX_DRAFT_CHARACTERS = 100_000_000;

/**
 * All that foreign code may do, one evaluation of it: read the files that lay there before, print, and say what is to be
 * written. Nothing is written while code runs, so code that fails has changed nothing and may simply run again.
 */
export class CodeDesk {
  readonly #directory: string;
  readonly #files: ReadonlyMap<string, CodeFile>;
  readonly #tables: LoadedCodeTables;
  readonly #drafts = new Map<string, Draft>();
  #draftCharacters = 0;
  #printed = "";
  #printedCharacters = 0;
  #wanted: string | null = null;

  constructor(directory: string, files: readonly CodeFile[], tables: LoadedCodeTables) {
    this.#directory = directory;
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#tables = tables;
  }

  /** The table that the code asked for and that has to be loaded before it can run on. */
  get wanted(): string | null {
    return this.#wanted;
  }

  get drafts(): ReadonlyMap<string, Draft> {
    return this.#drafts;
  }

  /** What was printed, its beginning only if it was long. */
  get printed(): string {
    const rest = this.#printedCharacters - this.#printed.length;
    if (rest === 0) return this.#printed;
    return `${this.#printed}\n[Cut: ${rest} more characters were printed. Write long results to a file with writeFile, and read it in pages with read_file.]\n`;
  }

  /** Answers one request of the code. @throws TaskFailed | DomainError what the code may catch */
  readonly answer = (operation: string, [first = "", second = ""]: readonly string[]): string | undefined => {
    switch (operation) {
      case "print":
        return this.#print(first, Number(second));
      case "list":
        return JSON.stringify([...this.#files.values()]);
      case "read":
        return this.#read(first);
      case "table":
        return this.#table(first, second);
      case "write":
        return this.#draft(first, { text: second }, second.length);
      case "writeTable":
        return this.#writeTable(first, second);
      default:
        throw new TaskFailed(`There is no "${operation}".`);
    }
  };

  /** @param characters how long the whole text is, of which `text` may be the beginning */
  #print(text: string, characters: number): undefined {
    this.#printedCharacters += characters + 1;
    const room = PRINTED_CHARACTERS - this.#printed.length;
    if (room > 0) this.#printed += `${text}\n`.slice(0, room);
  }

  #find(path: string): CodeFile {
    const normal = normalizePath(path);
    if (this.#drafts.has(normal)) {
      throw new TaskFailed(`"${normal}" was written by this same code; it can be read by the next call.`);
    }
    const file = this.#files.get(normal);
    if (!file) throw new TaskFailed(`There is no file "${normal}". listFiles() tells what is there.`);
    return file;
  }

  #read(path: string): string {
    const file = this.#find(path);
    const text = decodeText(readFileSync(join(this.#directory, CHILD_DIRECTORIES.files, file.path)));
    if (text === null) throw new TaskFailed(`"${file.path}" is binary. Use readTable for tables, read_file for a PDF.`);
    return text;
  }

  #table(path: string, sheet: string): string {
    const file = this.#find(path);
    const loaded = this.#tables.get(file.path);
    if (loaded === undefined) {
      this.#wanted = file.path;
      throw new TaskFailed(`"${file.path}" is not loaded yet.`);
    }
    if ("problem" in loaded) throw new TaskFailed(loaded.problem);
    const table = sheet === "" ? loaded[0] : loaded.find((candidate) => candidate.sheet === sheet);
    if (table) return table.json;
    const sheets = loaded.map((candidate) => JSON.stringify(candidate.sheet)).join(", ");
    throw new TaskFailed(`"${file.path}" has no sheet ${JSON.stringify(sheet)}. It has ${sheets || "none with rows"}.`);
  }

  #writeTable(path: string, json: string): undefined {
    const sheets = parseSheets(json);
    const [only] = sheets;
    if (/\.xlsx$/i.test(path)) return this.#draft(path, { sheets }, json.length);
    if (!/\.csv$/i.test(path)) throw new TaskFailed("writeTable writes .xlsx and .csv; give the path one of these.");
    if (!only || sheets.length > 1)
      throw new TaskFailed("A CSV file holds one table; give writeTable an array of rows.");
    const text = csvOf(only);
    return this.#draft(path, { text }, text.length);
  }

  #draft(path: string, draft: Draft, characters: number): undefined {
    const normal = normalizePath(path);
    if (this.#files.get(normal)?.input) {
      throw new TaskFailed(`"${normal}" is the client's own file and stays as it was sent. Write under another name.`);
    }
    this.#draftCharacters += characters;
    if (this.#drafts.size >= MAX_DRAFTS || this.#draftCharacters > MAX_DRAFT_CHARACTERS) {
      throw new TaskFailed(
        `One run_code may write at most ${MAX_DRAFTS} files and ${MAX_DRAFT_CHARACTERS} characters together.`,
      );
    }
    this.#drafts.set(normal, draft);
  }
}
