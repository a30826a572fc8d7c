import { accountRouter } from "./routers/account";
import { billRouter } from "./routers/bill";
import { invoicesRouter } from "./routers/invoices";
import { jobsRouter } from "./routers/jobs";
import { keysRouter } from "./routers/keys";
import { membersRouter } from "./routers/members";
import { organizationRouter } from "./routers/organization";
import { pricesRouter } from "./routers/prices";
import { rosterRouter } from "./routers/roster";
import { walletRouter } from "./routers/wallet";
import { createCallerFactory, router } from "./trpc";

export const appRouter = router({
  account: accountRouter,
  bill: billRouter,
  invoices: invoicesRouter,
  jobs: jobsRouter,
  keys: keysRouter,
  members: membersRouter,
  organization: organizationRouter,
  prices: pricesRouter,
  roster: rosterRouter,
  wallet: walletRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP, for server components and tests. */
export const createCaller = createCallerFactory(appRouter);
