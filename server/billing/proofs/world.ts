import { sql } from "drizzle-orm";
import type Stripe from "stripe";
import { newId, type OrgScope, parseUsd, pico, type RateTable } from "#kernel";
import { withSystem } from "#platform";
import { openCap } from "../commands/open-cap";
import type { AttemptRow } from "../commands/settle-hold";
import { saveBillingProfile } from "../invoicing/profile";
import { openOrganization, postJob, type Shop, type Work } from "../testing/books";
import type { Books } from "./model";
import type { CardNews } from "./model-payments";

/** A run of an organization under test, and the caps that its calls go through. */
export type Lane = { readonly work: Work; readonly caps: readonly string[]; open: AttemptRow | null };

/** An organization under test: the real one, and what the model says of it. */
export type World = {
  readonly scope: OrgScope;
  readonly shop: Shop;
  /** That calls may be re-rated by. */
  readonly cards: readonly RateTable[];
  readonly lanes: readonly Lane[];
  readonly projectCap: string;
  readonly projectId: string;
  books: Books;
  /** Attempts that were ended, for what comes late. */
  readonly ended: { readonly lane: Lane; readonly attempt: AttemptRow }[];
  /** Months that were closed, or tried. */
  readonly months: string[];
  /** What Stripe may send, in any order and again and again. */
  readonly webhooks: Webhook[];
};

/** An event of Stripe, and what the model hears of it. */
export type Webhook = { readonly event: Stripe.Event; readonly news: CardNews };

const PROFILE = {
  legalName: "Client GmbH",
  address: "1 Street",
  country: "DE",
  vatId: null,
  purchaseOrder: null,
  costCentre: null,
  email: null,
};
const PAID_IN = "0.60";
const JOB_BUDGET = "2.50";
const PROJECT_BUDGET = "1.50";
const RUN_BUDGET = "0.90";

/** Two jobs with two runs each: one of a project with a cap, one with a cap on each of its runs. */
export async function openWorld(shop: Shop, cards: readonly RateTable[]): Promise<World> {
  const scope = await openOrganization(PAID_IN);
  const { orgId } = scope;
  const projectId = newId();
  const inProject = await postJob(scope, shop, { budget: JOB_BUDGET, lanes: 2, projectId });
  const byThemselves = await postJob(scope, shop, { budget: JOB_BUDGET, lanes: 2 });
  await withSystem(async (tx) => {
    await openCap(tx, { orgId, kind: "project", subjectId: projectId, limit: parseUsd(PROJECT_BUDGET) });
    for (const { runId } of byThemselves) {
      await openCap(tx, { orgId, kind: "run", subjectId: runId, limit: parseUsd(RUN_BUDGET) });
    }
  });
  await saveBillingProfile(scope, PROFILE);
  const nameOf = (kind: string, id: string) => `${kind} ${id}`;
  const projectCap = nameOf("project", projectId);
  const lanes = [
    ...inProject.map((work) => ({ work, caps: [nameOf("job", work.jobId), projectCap], open: null })),
    ...byThemselves.map((work) => ({
      work,
      caps: [nameOf("run", work.runId), nameOf("job", work.jobId)],
      open: null,
    })),
  ];
  const limitOf = (name: string): string =>
    name.startsWith("job") ? JOB_BUDGET : name.startsWith("run") ? RUN_BUDGET : PROJECT_BUDGET;
  const caps = lanes.flatMap((lane) =>
    lane.caps.map((name) => [name, { limit: parseUsd(limitOf(name)), spent: 0n, held: 0n }]),
  );
  const books: Books = {
    posted: parseUsd(PAID_IN),
    held: 0n,
    creditLimit: 0n,
    taxBps: 0n,
    invoices: [],
    payments: {},
    webhooks: [],
    collecting: {},
    caps: Object.fromEntries(caps),
    promotions: [],
    holds: {},
    calls: {},
    closed: {},
  };
  return { scope, shop, cards, lanes, projectCap, projectId, books, ended: [], months: [], webhooks: [] };
}

/** The database's books of one organization, as `picture` draws the model's. */
export async function readPicture({ scope: { orgId } }: World): Promise<string> {
  const { rows } = await withSystem((tx) =>
    tx.execute<{ picture: unknown }>(sql`
      select json_build_object('posted', posted::text, 'held', held::text, 'promotional', promotional::text, 'creditLimit', credit_limit::text,
        'owed', owed::text,
        'payments', (select coalesce(json_agg(concat_ws(' ', coalesce(paid::text, '-'), refunded, returned, charged_back, recovered)
          order by created_at, id), '[]') from topups where org_id = ${orgId} and method = 'stripe'),
        'taxBps', (select coalesce(tax_bps, 0)::text from billing_profiles where org_id = ${orgId}),
        'invoices', (select coalesce(json_agg(concat_ws(' ', i.tax,
            (select coalesce(-sum(n.tax), 0) from invoices n where n.corrects_id = i.id),
            exists (select from transfers t where t.org_id = i.org_id and t.kind = 'tax' and t.cause = i.id::text)::text)
          order by i.serial), '[]') from invoices i where i.org_id = ${orgId} and i.kind = 'invoice'),
        'caps', (select json_agg(kind || ' ' || subject_id || ' ' || "limit" || ' ' || spent || ' ' || held
          order by kind || ' ' || subject_id) from caps where org_id = ${orgId}),
        'promotions', (select coalesce(json_agg(cause || ' ' || remaining || ' ' || held
          order by cause || ' ' || remaining || ' ' || held), '[]') from promotions where org_id = ${orgId}),
        'holds', (select coalesce(json_agg(held order by held), '[]') from (
          select concat_ws(' ', a.run_id, h.amount, (select string_agg(p.cause || ':' || d.amount, ' ' order by p.cause)
            from hold_draws d join promotions p on p.id = d.promotion_id where d.attempt_id = a.id)) as held
          from attempts a join holds h on h.attempt_id = a.id where a.org_id = ${orgId} and h.state = 'open') as open)) as picture
      from wallets where org_id = ${orgId}`),
  );
  return JSON.stringify(rows[0]?.picture);
}

/** What an invoice says before it is rounded. */
export async function readExactTotal(invoiceId: string): Promise<bigint> {
  const { rows } = await withSystem((tx) =>
    tx.execute<{ total: string }>(sql`select exact_total::text as total from invoices where id = ${invoiceId}`),
  );
  return pico(BigInt(rows[0]?.total ?? -1));
}
