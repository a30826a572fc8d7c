/** Building blocks of the SQL the trainee writes: quoting, and reading numbers and dates out of text columns. */

/** A quoted identifier: any name is safe in it. */
export const ident = (name: string): string => `"${name.replace(/"/g, '""')}"`;

/** A quoted text literal. NUL cannot stand in SQL text, so it is dropped. */
export const literal = (text: string): string => `'${text.replaceAll("\u0000", "").replace(/'/g, "''")}'`;

/** A number as SQL; plain decimal, never NaN. */
export const numeral = (value: number): string => (Number.isFinite(value) ? String(value) : "NULL");

/** First line of a query: says what it is for, to whoever watches. */
export const explained = (purpose: string, sql: string): string =>
  `-- ${purpose.replace(/[\r\n\u2028\u2029]+/g, " ")}\n${sql}`;

/** The purpose that `explained` put into a query. */
export const purposeOf = (sql: string): string => /^-- ([^\n]*)\n/.exec(sql)?.[1] ?? "Query";

export const withoutPurpose = (sql: string): string => sql.replace(/^-- [^\n]*\n/, "");

/** Reads "1,234.50", "$ 12", "€3" and "45%" as numbers; anything else is NULL. */
export const textAsNumber = (sql: string): string =>
  `TRY_CAST(regexp_replace(${sql}, '[$€£¥%,\\s]', '', 'g') AS DOUBLE)`;

/** Formats tried, in this order, after ISO dates. Day-first is tried only where month-first cannot be meant. */
const DATE_FORMATS = [
  "%m/%d/%Y",
  "%d/%m/%Y",
  "%m/%d/%y",
  "%d.%m.%Y",
  "%Y/%m/%d",
  "%Y%m%d",
  "%b %d %Y",
  "%d %b %Y",
  "%d-%b-%Y",
  "%B %d, %Y",
  "%B %d %Y",
  "%b %d, %Y",
  "%d %B %Y",
  "%b %Y",
  "%m/%d/%Y %H:%M",
  "%m/%d/%Y %H:%M:%S",
];

/** Reads dates that are stored as text; anything else is NULL. */
export const textAsTime = (sql: string): string =>
  `coalesce(TRY_CAST(${sql} AS TIMESTAMP), try_strptime(${sql}, [${DATE_FORMATS.map(literal).join(", ")}]))`;
