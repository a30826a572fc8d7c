export { auditBooks } from "./audit/audit-books";
export type { CheckResult } from "./audit/check";
export { capSubjectsOf, type Work } from "./budgets/cap-subjects";
export { changeLimit } from "./budgets/change-limit";
export { type BudgetAlert, claimAlerts } from "./budgets/claim-alerts";
export { archiveProject, createProject, renameProject, requireOpenProject } from "./budgets/commands/projects";
export { removeBudget } from "./budgets/commands/remove-budget";
export { setBudget } from "./budgets/commands/set-budget";
export { isAffordable } from "./budgets/is-affordable";
export { listBudgets } from "./budgets/queries/list-budgets";
export { listProjects } from "./budgets/queries/list-projects";
export * from "./budgets/schema";
export { grantDemoCredit } from "./commands/grant-demo-credit";
export { issueInvoice, issueInvoiceIn } from "./commands/issue-invoice";
export { openCap } from "./commands/open-cap";
export { openWallet } from "./commands/open-wallet";
export { placeHold } from "./commands/place-hold";
export { type HoldPlan, type HoldRefused, type HoldRequest, planHold } from "./commands/plan-hold";
export { recordWaste, type WasteReport } from "./commands/record-waste";
export { releaseHold } from "./commands/release-hold";
export { type AttemptRow, type Settlement, settleHold } from "./commands/settle-hold";
export { UnratedComponent, UnusableUsage } from "./errors";
export type { Bill } from "./invoices/bill";
export { billCsv } from "./invoices/bill-csv";
export { type BillVerdict, verifyBill } from "./invoices/verify-bill";
export { closeDue, closeMonth } from "./invoicing/close-month";
export { collectDue } from "./invoicing/collect-invoices";
export { creditRun } from "./invoicing/credit-run";
export { focusCsv } from "./invoicing/focus";
export { getInvoicePdf, type Pdf } from "./invoicing/get-pdf";
export { type CreditOrder, issueCreditNote } from "./invoicing/issue-credit-note";
export {
  type BillingProfile,
  type BillingTerms,
  billingProfileInput,
  findBillingProfile,
  saveBillingProfile,
  setBillingTerms,
} from "./invoicing/profile";
export { type InvoicePayment, recordInvoicePayment } from "./invoicing/record-payment";
export { listTaxRates, setTaxRate, type TaxRate, taxRateInput } from "./invoicing/tax-rates";
export { createTopup, LEAST_TOPUP, mostTopup, type TopupMethod, topupMethod } from "./payments/create-topup";
export { getTopup, listTopups, type TopupView } from "./payments/list-topups";
export { openCheckout } from "./payments/open-checkout";
export type { Operator } from "./payments/operator";
export { type Receipt, receiveStripeEvent } from "./payments/receive-stripe-event";
export { type BankTransfer, recordBankTransfer } from "./payments/record-bank-transfer";
export type { FailedTopup, TellFailure } from "./payments/record-facts";
export { type AutoTopupSettings, type AutoTopupView, findAutoTopup, setAutoTopup } from "./payments/set-auto-topup";
export { setCreditLimit } from "./payments/set-credit-limit";
export { tendWallets } from "./payments/tend-wallets";
export { type CostEstimate, estimateCost } from "./pricing/estimate-cost";
export { type ChargeLine, priceOf } from "./pricing/price-of";
export { type PricedRecord, priceRecord } from "./pricing/price-record";
export { type RatedRecord, rateRecords } from "./pricing/rate-records";
export { worstCase } from "./pricing/worst-case";
export { grantPromotion, type PromotionGrant } from "./promotions/grant-promotion";
export { listPromotions, type PromotionView } from "./promotions/list-promotions";
export { type CreditNote, getCreditNote } from "./queries/get-credit-note";
export { getFocus, openFocus } from "./queries/get-focus";
export { getInvoice } from "./queries/get-invoice";
export { getInvoiceAccount, type InvoiceAccountView } from "./queries/get-invoice-account";
export { getJobUsage, type JobUsage } from "./queries/get-job-usage";
export { getPeriodStatement, type PeriodStatement, type Statement } from "./queries/get-period-statement";
export { getWallet, type WalletView } from "./queries/get-wallet";
export { type InvoicePage, listInvoices } from "./queries/list-invoices";
export { spendToday } from "./queries/spend-today";
export { type RepricedModel, repriceUsage } from "./rerate/reprice-usage";
export { listHeads } from "./seal/list-heads";
export { publishDailyHeads } from "./seal/publish-heads";
export { sealEvents } from "./seal/seal-entries";
export { listSigningKeys } from "./seal/signing-keys";
export { writeCsv } from "./statements/csv";
export { getSpend } from "./statements/get-spend";
export * from "./statements/schema";
export { SPEND_TABLES, spendCsv } from "./statements/spend-csv";
export { componentsOf } from "./usage/components-of";
export type { MeteredUsage } from "./usage/metered-usage";
