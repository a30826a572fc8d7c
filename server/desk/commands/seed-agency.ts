import { sql } from "drizzle-orm";
import { grantDemoCredit, openWallet } from "#billing";
import { readAgentDirectory, type SeededCatalogue, seedCatalogue } from "#catalogue";
import { CATALOGUE } from "#drizzle/seed/index";
import { type SeedLogin, seedHouse } from "#identity";
import { parseUsd } from "#kernel";
import { withSystem } from "#platform";

/** What a start added; the logins only when they were made now, for then their passwords are known. */
export type SeedReport = SeededCatalogue & { readonly demoLogin?: SeedLogin; readonly operatorLogin?: SeedLogin };

const DEMO_CREDIT = parseUsd("100.00");

/** The agents that ship, one folder each. Every command runs in the clone's own directory. */
const SHIPPED_AGENTS = "agents";

/**
 * Gives an agency what it starts with: the house publisher and its operator, the demo organization with its credit, the
 * models, the rate card and the agents. Runs at every start, and adds only what is missing: an agent whose folder was
 * changed since gets its next version, unless somebody edited it here.
 */
export async function seedAgency(): Promise<SeedReport> {
  const shipped = await readAgentDirectory(SHIPPED_AGENTS);
  return withSystem(async (tx) => {
    // Two processes may start on one database at the same moment.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('hireling seed'))`);
    const { houseId, demoLogin, operatorLogin } = await seedHouse(tx, {
      onCreated: openWallet,
      onDemoCreated: async (inner, orgId) => {
        await openWallet(inner, orgId);
        await grantDemoCredit(inner, orgId, DEMO_CREDIT, "demo");
      },
    });
    const added = await seedCatalogue(tx, CATALOGUE, { orgId: houseId, label: "the agency" }, shipped);
    return { ...added, demoLogin, operatorLogin };
  });
}
