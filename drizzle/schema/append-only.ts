/** Tables whose rows nobody may change or remove, by grant. */
export const APPEND_ONLY = [
  "transfers",
  "usage_events",
  "charge_lines",
  "credits",
  "waste",
  "invoices",
  "invoice_adjustments",
  "rerate_deltas",
  "rerate_lines",
  "monthly_closes",
  "credit_note_lines",
  "invoice_payments",
  "cap_alerts",
  "seals",
  "seal_heads",
  "events",
  "verdicts",
  "rejections",
  "compactions",
  "audit_log",
  "rates",
];

/** Tables the application role may read but not write. */
export const READ_ONLY_FOR_APP = [
  "models",
  "rate_cards",
  "rates",
  "agents",
  "agent_versions",
  "organizations",
  "members",
  "accounts",
  "tax_rates",
  "markups",
  "rerates",
  "rerate_organizations",
  "rerate_deltas",
  "rerate_lines",
  "tallies",
];

/** Tables the application role may not even read. */
export const HIDDEN_FROM_APP = [
  "users",
  "user_identities",
  "workers",
  "invoice_counters",
  "stripe_events",
  "chargebacks",
  "signing_keys",
  "price_drafts",
  "price_draft_lines",
  "rate_limits",
  "rate_uses",
  "cool_downs",
];
