import { asc, eq } from "drizzle-orm";
import { writeCsv } from "#billing";
import { models } from "#drizzle/schema/index";
import { divideHalfEven, formatDecimal, formatUsd, InvalidInput, pico } from "#kernel";
import { withSystem } from "#platform";
import { type ComparedDay, compareUsage, type Difference, differenceOf } from "./compare-usage";
import { readExport } from "./read-export";
import { readMetered } from "./read-metered";
import type { DifferenceView, Reconciliation } from "./schema";
import { withoutDate } from "./usage";

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;

/**
 * Holds a provider's usage export against what was metered of its models on the same days, UTC. Nothing of it is kept.
 * For staff only.
 * @throws InvalidInput naming row and column, DomainError too_large
 */
export async function reconcile({ provider, csv }: { provider: string; csv: string }): Promise<Reconciliation> {
  const { usages, measures } = readExport(csv);
  const days = usages.map(({ day }) => day).sort();
  const [from = "", to = ""] = [days[0], days.at(-1)];
  if (Date.parse(to) - Date.parse(from) > MOST_DAYS * DAY_MS) {
    throw new InvalidInput("csv", `The export runs from ${from} to ${to}. Export at most ${MOST_DAYS} days at once.`);
  }
  const metered = await withSystem((tx) => readMetered(tx, { provider, from, to }));
  const compared = compareUsage(metered.usages, usages, measures);
  const unreported = new Map(
    metered.unreported.map(({ day, model, calls }) => [`${day} ${withoutDate(model)}`, calls]),
  );
  const rows = compared.map(({ day, model, status, differences }) => ({
    day,
    model,
    status,
    unreportedCalls: unreported.get(`${day} ${model}`) ?? 0,
    differences: differences.map(toView),
  }));
  return {
    provider,
    from,
    to,
    measures,
    totals: totalsOf(compared, measures).map(toView),
    notable: compared.filter(({ status }) => status !== "agrees").length,
    days: rows,
    csv: toCsv(rows),
  };
}

/** The providers that send bills: all but the trainee and models of one's own. */
export async function listProviders(): Promise<string[]> {
  const rows = await withSystem((tx) =>
    tx
      .selectDistinct({ provider: models.provider })
      .from(models)
      .where(eq(models.kind, "hosted"))
      .orderBy(asc(models.provider)),
  );
  return rows.map(({ provider }) => provider);
}

const totalsOf = (compared: readonly ComparedDay[], measures: Reconciliation["measures"]): Difference[] =>
  measures.map((measure) => {
    const all = compared.flatMap(({ differences }) => differences.filter((one) => one.measure === measure));
    const sum = (side: "metered" | "reported") => all.reduce((total, one) => total + one[side], 0n);
    return differenceOf(measure, sum("metered"), sum("reported"));
  });

function toView({ measure, metered, reported, difference, isNotable }: Difference): DifferenceView {
  const write = (amount: bigint) => (measure === "cost" ? formatUsd(pico(amount)) : amount.toString());
  const hundredths = reported > 0n ? divideHalfEven(difference * 10_000n, reported) : null;
  return {
    measure,
    metered: write(metered),
    reported: write(reported),
    difference: write(difference),
    percent: hundredths === null ? null : formatDecimal({ digits: hundredths, scale: 2 }, 2),
    isNotable,
  };
}

const toCsv = (days: Reconciliation["days"]): string =>
  writeCsv(
    ["day", "model", "status", "unreportedCalls", "measure", "metered", "reported", "difference", "percent"],
    days.flatMap(({ day, model, status, unreportedCalls, differences }) =>
      differences.map(({ isNotable, ...figures }) => ({ day, model, status, unreportedCalls, ...figures })),
    ),
  );
