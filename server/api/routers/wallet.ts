import { getWallet } from "#billing";
import { memberProcedure, router } from "../trpc";
import { walletView } from "../views";

export const walletRouter = router({
  get: memberProcedure("bill.read")
    .meta({ rest: { method: "GET", path: "/wallet", summary: "The organization's money", tag: "Billing" } })
    .output(walletView)
    .query(({ ctx }) => getWallet(ctx.scope)),
});
