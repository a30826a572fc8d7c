import { findForHire } from "#catalogue";
import { InvalidInput } from "#kernel";
import type { Tx } from "#platform";
import { requireUsable } from "#runtime";
import { findAgents, type HirableAgent, whyOffDuty } from "../quote/plan-hire";
import type { QuoteOrder } from "../schema";
import type { AcceptanceTerms } from "./schema";

/** What a job says about acceptance, and who judges the work; NULL when nobody does. */
export type AcceptancePlan = { readonly terms: AcceptanceTerms; readonly verifier: HirableAgent | null };

const USUAL_VERIFIER = "verifier";
const FIELD = "acceptance.verifier";

/**
 * Checks what an order says about acceptance, and looks up who judges the work. Reads only.
 * @param workers whose work it will be
 * @returns NULL when nothing has to be checked
 * @throws InvalidInput at the check that cannot be run, or when the verifier cannot judge this work
 */
export async function planAcceptance(
  tx: Tx,
  { acceptance, tier }: Pick<QuoteOrder, "acceptance" | "tier">,
  workers: readonly Pick<HirableAgent, "versionId" | "name">[],
): Promise<AcceptancePlan | null> {
  if (!acceptance) return null;
  const { checks, criteria = null, rounds, verifier } = acceptance;
  requireUsable(checks, "acceptance.checks");
  const terms = { checks, criteria, rounds };
  const slug = verifier ?? (criteria === null ? null : USUAL_VERIFIER);
  return { terms, verifier: slug === null ? null : await requireVerifier(tx, slug, tier, workers) };
}

async function requireVerifier(
  tx: Tx,
  slug: string,
  tier: QuoteOrder["tier"],
  workers: readonly Pick<HirableAgent, "versionId" | "name">[],
): Promise<HirableAgent> {
  const refuse = (why: string): never => {
    throw new InvalidInput(FIELD, `${why} Choose another verifier, or leave only checks that need none.`);
  };
  const known = await findForHire(tx, slug);
  if (!known) return refuse(`There is no agent "${slug.slice(0, 63)}" to verify the work.`);
  if (known.model.kind === "trainee") {
    return refuse(`${known.name} is rule-based and cannot judge another's work.`);
  }
  const why = whyOffDuty(known);
  if (why !== null) return refuse(`${known.name} is off duty and cannot verify the work: ${why}`);
  if (workers.some(({ versionId }) => versionId === known.versionId)) {
    return refuse(`${known.name} cannot verify its own work.`);
  }
  const [agent] = await findAgents(tx, [slug], tier);
  return agent ?? refuse(`There is no agent "${slug}" to verify the work.`);
}
