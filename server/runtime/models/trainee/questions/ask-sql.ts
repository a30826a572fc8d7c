import { finite } from "../profile/long";
import type { Column } from "../profile/table";
import { explained, ident } from "../sql";
import { shorten } from "../words";
import type { Ask, AskGroup } from "./ask";
import { partSql } from "./times";

export const LISTED_GROUPS = 50;

const measureSql = (column: Column): string =>
  column.role === "time" ? `strftime(${column.asTime ?? "NULL"}, '%Y-%m-%d')` : finite(column);

const groupSql = (group: AskGroup): string =>
  group.kind === "time" ? partSql(group.column, group.part) : group.column.asText;

function aggregateSql({ aggregate, measure, part }: Ask): string {
  switch (aggregate) {
    case "avg":
      return "avg(x)";
    case "sum":
      return "sum(x)";
    case "median":
      return "median(x)";
    case "min":
      return "min(x)";
    case "max":
      return "max(x)";
    case "sd":
      return "stddev_samp(x)";
    case "corr":
      return "corr(x, y)";
    case "distinct":
      return "count(DISTINCT x)";
    case "share":
      return part.length > 0 ? "count(*) FILTER (WHERE part) / count(*)" : "count(*) / sum(count(*)) OVER ()";
    case "count":
      return measure ? "count(x)" : "count(*)";
  }
}

/** One query for one question: group columns g1, g2…, `answer`, `n` rows behind it, and `part_n` for a share. */
export function askQuery(ask: Ask): string {
  const { measure, other, groups, filters, part, rank, table } = ask;
  const distinct = ask.aggregate === "distinct";
  const inner = [
    ...groups.map((group, i) => `${groupSql(group)} AS g${i + 1}`),
    ...(measure ? [`${distinct ? measure.asText : measureSql(measure)} AS x`] : []),
    ...(other ? [`${measureSql(other)} AS y`] : []),
    ...(part.length > 0 ? [`(${part.map(({ sql }) => sql).join(" AND ")}) AS part`] : []),
    ...(!measure && groups.length === 0 && part.length === 0 ? ["1 AS one"] : []),
  ];
  const where = filters.map(({ sql }) => `(${sql})`);
  const names = groups.map((_, i) => `g${i + 1}`);
  const kept = [
    ...names.map((name) => `${name} IS NOT NULL`),
    ...(measure ? ["x IS NOT NULL"] : []),
    ...(other ? ["y IS NOT NULL"] : []),
    ...(part.length > 0 ? ["part IS NOT NULL"] : []),
  ];
  const selected = [
    ...names,
    `${aggregateSql(ask)} AS answer`,
    "count(*) AS n",
    ...(part.length > 0 ? ["count(*) FILTER (WHERE part) AS part_n"] : []),
  ];
  const sql = [
    `SELECT ${selected.join(", ")}`,
    `FROM (SELECT ${inner.join(", ")} FROM ${ident(table.name)}${where.length > 0 ? ` WHERE ${where.join(" AND ")}` : ""})`,
    ...(kept.length > 0 ? [`WHERE ${kept.join(" AND ")}`] : []),
    ...(names.length > 0
      ? [`GROUP BY ${names.join(", ")} ORDER BY ${orderSql(ask, names)} LIMIT ${rank?.limit ?? LISTED_GROUPS}`]
      : []),
  ];
  return explained(`Your question: ${shorten(ask.clause, 120)}`, sql.join(" "));
}

function orderSql({ rank, groups }: Ask, names: readonly string[]): string {
  if (rank) return `answer ${rank.direction.toUpperCase()}, ${names.join(", ")}`;
  const first = groups[0];
  const inTime = first?.kind === "time" || first?.column.role === "time" || first?.column.role === "number";
  if (inTime) return first?.column.role === "number" ? `TRY_CAST(g1 AS DOUBLE), ${names.join(", ")}` : names.join(", ");
  return names.length > 1 ? names.join(", ") : `answer DESC, ${names.join(", ")}`;
}
