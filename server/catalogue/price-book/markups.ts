import { and, asc, eq, sql } from "drizzle-orm";
import { markups, models, organizations } from "#drizzle/schema/index";
import { InvalidInput, isId, NotFound } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import type { Operator } from "./drafts";

export type MarkupKind = (typeof markups.$inferSelect)["kind"];

/** A model's or an organization's markup. */
export type MarkupView = {
  readonly kind: MarkupKind;
  readonly subjectId: string;
  readonly name: string;
  /** Basis points; below zero is a discount. */
  readonly bps: number;
  readonly setBy: string;
  readonly setAt: Date;
};

/** From a discount of half to ten times the price. */
const LEAST_BPS = -5_000;
const MOST_BPS = 90_000;

async function nameOf(tx: Tx, kind: MarkupKind, subjectId: string): Promise<string> {
  const table = kind === "model" ? models : organizations;
  const [subject] = isId(subjectId)
    ? await tx.select({ name: table.name }).from(table).where(eq(table.id, subjectId))
    : [];
  if (!subject) throw new NotFound(kind, subjectId);
  return subject.name;
}

/**
 * Sets what is put on the sell prices of a model, or on all that an organization buys, from the next model call on.
 * @param bps basis points; 0 is none
 * @throws NotFound | InvalidInput naming `bps`
 */
export async function setMarkup(operator: Operator, kind: MarkupKind, subjectId: string, bps: number): Promise<void> {
  if (!Number.isInteger(bps) || bps < LEAST_BPS || bps > MOST_BPS) {
    throw new InvalidInput("bps", `Enter whole basis points from ${LEAST_BPS} to ${MOST_BPS}: 2500 adds a quarter.`);
  }
  await withSystem(async (tx) => {
    const name = await nameOf(tx, kind, subjectId);
    const at = and(eq(markups.kind, kind), eq(markups.subjectId, subjectId));
    const [before] = await tx.select().from(markups).where(at).for("update");
    const set = { bps, setBy: operator.label, setAt: sql`now()` };
    if (bps === 0) await tx.delete(markups).where(at);
    else {
      const target = [markups.kind, markups.subjectId];
      await tx
        .insert(markups)
        .values({ kind, subjectId, ...set })
        .onConflictDoUpdate({ target, set });
    }
    await recordAudit(tx, {
      orgId: kind === "organization" ? subjectId : null,
      actor: operator.label,
      action: "markup.set",
      data: { kind, subjectId, name, from: before?.bps ?? 0, to: bps },
    });
  });
}

/** All markups of models and organizations. An agent's own stands in its version. */
export async function listMarkups(): Promise<MarkupView[]> {
  const rows = await withSystem((tx) =>
    tx
      .select({ markup: markups, model: models.name, organization: organizations.name })
      .from(markups)
      .leftJoin(models, and(eq(markups.kind, "model"), eq(models.id, markups.subjectId)))
      .leftJoin(organizations, and(eq(markups.kind, "organization"), eq(organizations.id, markups.subjectId)))
      .orderBy(asc(markups.kind), asc(models.name), asc(organizations.name)),
  );
  return rows.map(({ markup, model, organization }) => ({
    ...markup,
    name: model ?? organization ?? markup.subjectId,
  }));
}
