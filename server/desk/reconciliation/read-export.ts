import Papa from "papaparse";
import { DomainError, divideHalfEven, InvalidInput, parseDecimal } from "#kernel";
import { type ExportColumns, findColumns, normalized } from "./export-columns";
import { type DayUsage, type Figures, MEASURES, type Measure } from "./usage";

/** Characters. A year of a dozen models by day has about a tenth of it. */
export const MAX_EXPORT = 1_000_000;

const USD_SCALE = 12;

export type ProviderExport = {
  readonly usages: readonly DayUsage[];
  /** What it speaks of. */
  readonly measures: readonly Measure[];
};

/** One cell, and how a person finds it. */
type Cell = { readonly row: number; readonly column: string; readonly text: string };

function wrong({ row, column, text }: Cell, because: string): InvalidInput {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new InvalidInput("csv", `Row ${row}, column ${column}: “${shown}” ${because}`, { row, column });
}

/** The day of a cell, UTC. A time without a zone is taken for UTC, as the consoles write it. */
function readDay(cell: Cell): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    cell.text,
  );
  const [, day = "", time = "00:00", zone = "Z"] = match ?? [];
  const moment = new Date(`${day}T${time}${zone.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2")}`);
  // A date such as the 31st of February would roll over into March.
  const isDay = match !== null && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  if (!isDay || Number.isNaN(moment.getTime())) throw wrong(cell, "is not a day. Write it like 2026-11-23.");
  return moment.toISOString().slice(0, 10);
}

/** Tokens; an empty cell is none. Spreadsheets write whole numbers as 12.0 too. */
function readTokens(cell: Cell): bigint {
  if (cell.text === "") return 0n;
  const [, whole] = /^(\d{1,18})(?:\.0+)?$/.exec(cell.text) ?? [];
  if (whole === undefined) throw wrong(cell, "is not a whole number of tokens.");
  return BigInt(whole);
}

/** US dollars as picodollars, rounded half to even where an export has more digits. */
function readCost(cell: Cell): bigint {
  if (cell.text === "") return 0n;
  const [, decimal, exponent = "0"] = /^\$?(-?\d{1,18}(?:\.\d{1,60})?)(?:e([+-]?\d{1,2}))?$/i.exec(cell.text) ?? [];
  if (decimal === undefined) throw wrong(cell, "is not an amount in US dollars. Write it like 1.25.");
  const { digits, scale } = parseDecimal(decimal, cell.column);
  const power = USD_SCALE - scale + Number(exponent);
  return power >= 0 ? digits * 10n ** BigInt(power) : divideHalfEven(digits, 10n ** BigInt(-power));
}

type Row = Readonly<Record<string, string>>;

function readFigures(row: Row, no: number, { measures }: ExportColumns): Figures {
  const cellOf = (column: string): Cell => ({ row: no, column, text: (row[column] ?? "").trim() });
  const figures: Figures = {};
  for (const measure of MEASURES) {
    const source = measures[measure];
    if (!source) continue;
    const read = (column: string) => (measure === "cost" ? readCost : readTokens)(cellOf(column));
    const sum = (columns: readonly string[]) => columns.reduce((total, column) => total + read(column), 0n);
    const amount = sum(source.plus) - sum(source.less);
    const [column = ""] = source.plus;
    if (amount < 0n && measure !== "cost")
      throw wrong(cellOf(column), `is less than the ${source.less.join(" and ")} in it.`);
    figures[measure] = amount;
  }
  return figures;
}

/**
 * Reads a provider's usage export: CSV with a header row, separated by commas, semicolons or tabs. Anthropic's and OpenAI's
 * consoles are known; else columns as `date, model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd`,
 * where input does not include the cache.
 * @throws InvalidInput naming row and column (the header is row 1), DomainError too_large
 */
export function readExport(csv: string): ProviderExport {
  if (csv.length > MAX_EXPORT) {
    throw new DomainError(
      "too_large",
      `The export is larger than ${MAX_EXPORT / 1_000_000} MB. Export fewer days at once.`,
      {
        field: "csv",
      },
    );
  }
  const { data, errors, meta } = Papa.parse<Row>(csv.replace(/^\uFEFF/, ""), {
    header: true,
    skipEmptyLines: "greedy",
    transformHeader: normalized,
    delimitersToGuess: [",", ";", "\t"],
  });
  const columns = findColumns(meta.fields ?? []);
  const broken = errors.find(({ type }) => type !== "Delimiter");
  if (broken) throw new InvalidInput("csv", `Row ${(broken.row ?? 0) + 2} cannot be read: ${broken.message}.`);
  const usages = data.flatMap((row, index) => {
    const no = index + 2;
    const figures = readFigures(row, no, columns);
    const model = (row[columns.model] ?? "").trim();
    const isUnused = MEASURES.every((measure) => !figures[measure]);
    // OpenAI's console writes days without any use as rows without a model.
    if (model === "" && isUnused) return [];
    if (model === "") throw wrong({ row: no, column: columns.model, text: "" }, "names no model.");
    const day = readDay({ row: no, column: columns.day, text: (row[columns.day] ?? "").trim() });
    return [{ day, model, figures }];
  });
  if (usages.length === 0) throw new InvalidInput("csv", "The export has no row with any use below its header.");
  return { usages, measures: MEASURES.filter((measure) => columns.measures[measure] !== undefined) };
}
