/** How the trainee writes numbers and names for a person, and how it keeps untrusted text from becoming markup. */

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** Counts and other whole numbers: 2201 → "2,201". */
export const whole = (value: number): string => {
  const text = group(Math.abs(Math.round(value)).toFixed(0));
  return Math.round(value) < 0 ? `-${text}` : text;
};

/** A measured number with the decimals its size deserves: 32.2042 → "32.20", 0.004512 → "0.0045", 1234567.8 → "1,234,568". */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "not a number";
  const size = Math.abs(value);
  if (size >= 1e15) return value.toExponential(2);
  if (Number.isInteger(value)) return whole(value);
  if (size >= 10_000) return whole(value);
  if (size >= 1) return fixed(value, 2);
  if (size >= 0.1) return fixed(value, 3).replace(/0$/, "");
  if (size >= 1e-6) return String(Number(value.toPrecision(2)));
  return value.toExponential(1);
}

/** A mean or another number that is whole only by chance: 3 → "3.00", beside 3.24. */
export const measured = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 10_000 ? fixed(value, 2) : number(value);

function fixed(value: number, decimals: number): string {
  const [integer = "0", fraction = ""] = Math.abs(value).toFixed(decimals).split(".");
  return `${value < 0 ? "-" : ""}${group(integer)}.${fraction}`;
}

/** A share of one as a percentage: 0.342 → "34.2%". Tiny and nearly-whole shares are not rounded to 0% or 100%. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "not known";
  if (share > 0 && share < 0.001) return "<0.1%";
  if (share < 1 && share > 0.999) return ">99.9%";
  return `${(share * 100).toFixed(1).replace(/\.0$/, "")}%`;
}

/** A value between 0 and 1 or a correlation: always two decimals, -0.867 → "-0.87". */
export const coefficient = (value: number): string => value.toFixed(2);

/** "1 row", "2,201 rows". */
export const count = (value: number, noun: string, plural = `${noun}s`): string =>
  `${whole(value)} ${Math.round(value) === 1 ? noun : plural}`;

/** Splits a column name into words: "fare_amount", "FareAmount" and "fare amount" alike. */
export const nameWords = (name: string): string[] =>
  name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[\s_.-]+/u)
    .filter(Boolean);

/** A column or table name as a person would write it: `fare_amount` → "fare amount". Acronyms keep their capitals. */
export const readable = (name: string): string => {
  const words = nameWords(name).map((word) => (/^\p{Lu}\p{Ll}+$/u.test(word) ? word.toLowerCase() : word));
  return shorten(words.join(" ") || name, 60);
};

export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const shorten = (text: string, length: number): string => {
  const flat = text.replace(/\s+/gu, " ").trim();
  const letters = Array.from(flat);
  return letters.length <= length ? flat : `${letters.slice(0, length - 1).join("")}…`;
};

/** "a", "a and b", "a, b and c". */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** Untrusted text inside Markdown: no tag, link, emphasis or table cell may come of it. */
export const plain = (text: string, length = 80): string =>
  shorten(text, length)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*[\]|]|~(?=~)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[#>+-]/gu, "\\$&")
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2")
    .replace(/:\/\//g, ":&#47;&#47;")
    .replace(/\bwww\./gi, "www&#46;")
    .replace(/@/g, "&#64;");

/** A column name for the report. */
export const columnName = (name: string): string => plain(readable(name));

/** A value as the report shows it, quoted. */
export const quoted = (value: string): string => `“${plain(value, 60)}”`;

/** A value from a query that may be a number, a text or missing. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  const text = String(value);
  if (/^-?\d{5,15}$/.test(text)) return whole(Number(text));
  if (/^-?\d+\.\d+$/.test(text)) return number(Number(text));
  return plain(text.replace(/ 00:00:00$/, ""));
}
