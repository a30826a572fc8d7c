import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { continueRerates } from "#billing";
import { notifications } from "#drizzle/schema/index";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { mustReserve, openOrganization, openShop, postJob, settle } from "../../billing/testing/books";
import { beginRerateOf, publishPrices } from "../../billing/testing/rerates";
import { tellRerated } from "./tell-rerated";

testDatabase();

it("a client is told once that its calls were re-rated, and what that made of its wallet", async () => {
  const shop = await openShop();
  const [scope, untouched] = [await openOrganization("1.00"), await openOrganization("1.00")];
  for (const client of [scope, untouched]) {
    const [work] = await postJob(client, shop);
    if (!work) throw new Error("no run");
    await settle(work, await mustReserve(work), { input_tokens: 1_000, output_tokens: client === scope ? 100 : 0 });
  }
  // Only the output becomes cheaper, and one client had none.
  await beginRerateOf(null, await publishPrices(shop, 2, { input: "3", output: "5" }));
  for (let n = 0; n < 2; n++) await continueRerates({ tell: tellRerated });
  const told = await withSystem((tx) => tx.select().from(notifications).where(eq(notifications.kind, "usage.rerated")));
  expect(told).toMatchObject([{ orgId: scope.orgId, href: "/bill" }]);
  expect(told[0]?.body).toContain("1 call was re-rated");
  expect(told[0]?.body).toContain("The list was wrong. $0.00125 went back to your wallet.");
});
