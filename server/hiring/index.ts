export { acceptJob, acceptOverdue } from "./commands/accept-job";
export { cancelJob, cancelRun } from "./commands/cancel";
export { askForChanges, type Continued, forkRun } from "./commands/continue-run";
export { type Hired, hire } from "./commands/hire";
export { type Issued, issueInvoice } from "./commands/issue-invoice";
export { pause, resume } from "./commands/pause";
export { raiseBudget } from "./commands/raise-budget";
export { tellConnectorNews } from "./connectors/tell-connector-news";
export { dispatch } from "./dispatch/dispatch";
export { getProviderStanding, setRateLimit } from "./dispatch/limits";
export { openDispute } from "./disputes/open-dispute";
export { type DisputeRuling, resolveDispute } from "./disputes/resolve-dispute";
export { openFile } from "./files/open-file";
export { MAX_UPLOAD_BYTES, uploadFile } from "./files/upload-file";
export { getHealth, type Health } from "./health";
export { postMessage } from "./messages/post-message";
export { listDeliverables, listProposals } from "./queries/deliverables";
export { getJob, listJobs } from "./queries/jobs";
export { getToolAnswer, toolAnswerView } from "./queries/tool-answers";
export { quoteJob } from "./quote/quote-job";
export { raiseAlerts } from "./raise-alerts";
export { reconcile } from "./reconcile";
export { enterFromElsewhere, registerOrganization } from "./register-organization";
export { getRosterAgent, listRoster } from "./roster";
export * from "./schema";
export { watchStalled } from "./stalled/tend-stalled";
export {
  changeStandingOrder,
  createStandingOrder,
  endStandingOrder,
  pauseStandingOrder,
  resumeStandingOrder,
} from "./standing-orders/commands";
export { getStandingOrder, listStandingOrders } from "./standing-orders/queries";
export {
  type StandingOrderView,
  standingOrderChanges,
  standingOrderOrder,
  standingOrderView,
} from "./standing-orders/schema";
export { decide } from "./waits/decide";
export { receiveStripeEvent } from "./wallets/receive-stripe-event";
export { type StartedTopup, startTopup, type TopupOrder } from "./wallets/start-topup";
export { tellRerated } from "./wallets/tell-rerated";
export { startWorker, type Worker } from "./worker";
