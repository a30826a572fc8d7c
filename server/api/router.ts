import { accountRouter } from "./routers/account";
import { accountingRouter } from "./routers/accounting";
import { agentFilesRouter } from "./routers/agent-files";
import { billRouter } from "./routers/bill";
import { billingProfileRouter } from "./routers/billing-profile";
import { budgetsRouter } from "./routers/budgets";
import { clientsRouter } from "./routers/clients";
import { connectorsRouter } from "./routers/connectors";
import { disputesRouter } from "./routers/disputes";
import { invoicesRouter } from "./routers/invoices";
import { jobsRouter } from "./routers/jobs";
import { keysRouter } from "./routers/keys";
import { membersRouter } from "./routers/members";
import { notificationsRouter } from "./routers/notifications";
import { organizationRouter } from "./routers/organization";
import { priceBookRouter } from "./routers/price-book";
import { pricesRouter } from "./routers/prices";
import { projectsRouter } from "./routers/projects";
import { rateLimitsRouter } from "./routers/rate-limits";
import { reconciliationRouter } from "./routers/reconciliation";
import { reratesRouter } from "./routers/rerates";
import { rosterRouter } from "./routers/roster";
import { sealsRouter } from "./routers/seals";
import { spendRouter } from "./routers/spend";
import { standingOrdersRouter } from "./routers/standing-orders";
import { walletRouter } from "./routers/wallet";
import { webhooksRouter } from "./routers/webhooks";
import { createCallerFactory, router } from "./trpc";

export const appRouter = router({
  account: accountRouter,
  accounting: accountingRouter,
  agentFiles: agentFilesRouter,
  bill: billRouter,
  billingProfile: billingProfileRouter,
  budgets: budgetsRouter,
  clients: clientsRouter,
  connectors: connectorsRouter,
  disputes: disputesRouter,
  invoices: invoicesRouter,
  jobs: jobsRouter,
  keys: keysRouter,
  members: membersRouter,
  notifications: notificationsRouter,
  organization: organizationRouter,
  priceBook: priceBookRouter,
  prices: pricesRouter,
  projects: projectsRouter,
  rateLimits: rateLimitsRouter,
  reconciliation: reconciliationRouter,
  rerates: reratesRouter,
  roster: rosterRouter,
  seals: sealsRouter,
  spend: spendRouter,
  standingOrders: standingOrdersRouter,
  wallet: walletRouter,
  webhooks: webhooksRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP, for server components and tests. */
export const createCaller = createCallerFactory(appRouter);
