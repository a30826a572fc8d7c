import { type SQL, sql } from "drizzle-orm";
import { COMPONENTS, type Component, formatUsd, type Pico, pico, type Tier } from "#kernel";
import type { Tx } from "#platform";

/** A charge line as people and programs read it; money and rates are decimal strings. */
export type BilledComponent = {
  readonly component: Component;
  readonly quantity: number;
  /** Effective sell rate, USD per `unit`. */
  readonly rate: string;
  /** 1,000,000 tokens or 1,000 calls. */
  readonly unit: 1_000_000 | 1_000;
  readonly amount: string;
  readonly rateCardId: string;
};

type BilledCredit = { readonly reason: string; readonly amount: string };

/** A charged model call with its lines. `amount` is lines − credits: the wallet's movement. */
export type BilledEvent = {
  readonly eventId: string;
  readonly jobId: string;
  readonly jobTitle: string;
  /** NULL outside any project. */
  readonly projectId: string | null;
  readonly runId: string;
  /** The agent's slug. */
  readonly agent: string;
  /** What it was called when it worked. */
  readonly agentName: string;
  readonly step: number;
  readonly attempt: number;
  readonly purpose: string;
  /** Who made a call with the purpose `verification`; NULL for all others, which the run's own agent makes. */
  readonly verifier: string | null;
  /** The provider's name for the model. */
  readonly model: string;
  readonly tier: Tier;
  /** When it was settled, ISO 8601. */
  readonly at: string;
  readonly components: readonly BilledComponent[];
  readonly credits: readonly BilledCredit[];
  readonly amount: Pico;
  /** What the call took from the wallet, by the ledger: what `amount` must equal. */
  readonly walletMovement: Pico;
};

type Row = Omit<BilledEvent, "at" | "components" | "credits" | "amount" | "walletMovement"> & {
  walletMovement: string;
  at: Date | string;
  components: (Omit<BilledComponent, "amount"> & { amount: string })[] | null;
  credits: { reason: string; amount: string }[] | null;
};

const sum = (parts: readonly { amount: string }[]): bigint =>
  parts.reduce((total, { amount }) => total + BigInt(amount), 0n);
const usd = (picodollars: string): string => formatUsd(pico(BigInt(picodollars)));

function toEvent({ at, components, credits, walletMovement, ...event }: Row): BilledEvent {
  const lines = (components ?? []).toSorted(
    (a, b) => COMPONENTS.indexOf(a.component) - COMPONENTS.indexOf(b.component),
  );
  return {
    ...event,
    at: new Date(at).toISOString(),
    components: lines.map((line) => ({ ...line, amount: usd(line.amount) })),
    credits: (credits ?? []).map((credit) => ({ ...credit, amount: usd(credit.amount) })),
    amount: pico(sum(lines) - sum(credits ?? [])),
    walletMovement: pico(BigInt(walletMovement)),
  };
}

/**
 * Charged model calls with all that a bill says about them, oldest first.
 * @param where a condition on `e` (usage_events) and, for an invoice's own, `il` (invoice_lines, NULL when not invoiced)
 */
export async function readBilledEvents(tx: Tx, where: SQL): Promise<BilledEvent[]> {
  const { rows } = await tx.execute<Row>(sql`
    select e.attempt_id as "eventId", e.job_id as "jobId", j.title as "jobTitle", j.project_id as "projectId", e.run_id as "runId", ag.slug as agent, v.name as "agentName",
      e.step_no as step, e.attempt_no as attempt, e.purpose, case e.purpose when 'verification' then w.name end as verifier, m.model_id as model, e.tier, e.created_at as at,
      (select json_agg(json_build_object('component', l.component, 'quantity', l.quantity, 'rate', l.rate::text,
          'unit', l.unit, 'amount', l.amount::text, 'rateCardId', l.rate_card_id))
        from charge_lines l where l.event_id = e.attempt_id) as components,
      (select json_agg(json_build_object('reason', c.reason, 'amount', c.amount::text) order by c.reason)
        from credits c where c.event_id = e.attempt_id) as credits,
      (select coalesce(sum(case when t.debit = 'wallet:' || e.org_id then t.amount else -t.amount end), 0)::text
        from transfers t where t.attempt_id = e.attempt_id and 'wallet:' || e.org_id in (t.debit, t.credit)) as "walletMovement"
    from usage_events e
      join jobs j on j.id = e.job_id
      join runs r on r.id = e.run_id
      join agents ag on ag.id = r.agent_id
      join agent_versions v on v.id = r.agent_version_id
      join models m on m.id = e.model_id
      left join agent_versions w on w.id = j.verifier_version_id
      left join invoice_lines il on il.event_id = e.attempt_id
    where ${where}
    order by il.no, e.created_at, e.attempt_id`);
  return rows.map(toEvent);
}
