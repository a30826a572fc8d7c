import { CalendarClock } from "lucide-react";
import type { Metadata } from "next";
import { cache } from "react";
import { isAllowed } from "#identity";
import { requireScope } from "@/_auth";
import { ActionForm } from "@/_components/action-form";
import { MoneyField } from "@/_components/fields";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import { RowForm } from "@/_components/row-form";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { api, orNotFound } from "@/_trpc/server";
import { describeCron } from "../_orders/frequency";
import { Occurrences } from "../_orders/occurrences";
import { NextTime, NextTimes, type StandingOrder, StandingStatus } from "../_orders/standing-status";
import { TimetableFields } from "../_orders/timetable-fields";
import { changeOrder, endOrder, pauseOrder, resumeOrder } from "../actions";

type OrderPageProps = { params: Promise<{ standingOrderId: string }> };

const getOrder = cache(async (standingOrderId: string) => {
  await requireScope(`/standing-orders/${standingOrderId}`);
  return orNotFound((await api()).standingOrders.get({ standingOrderId }));
});

export async function generateMetadata({ params }: OrderPageProps): Promise<Metadata> {
  return { title: (await getOrder((await params).standingOrderId)).title };
}

export default async function StandingOrderPage({ params }: OrderPageProps) {
  const { standingOrderId } = await params;
  const { role } = await requireScope(`/standing-orders/${standingOrderId}`);
  const { roster } = await api();
  const [order, { agents }] = await Promise.all([getOrder(standingOrderId), roster.list({})]);
  const nameOf = (slug: string) => agents.find((agent) => agent.slug === slug)?.name ?? slug;
  const isOpen = order.status !== "ended";
  return (
    <div className="max-w-4xl">
      <PageHeader
        title={order.title}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem]">
            <StandingStatus status={order.status} />
            <span>
              {describeCron(order.cron)} ({order.timeZone}), <NextTime order={order} />
            </span>
            <span>Ordered by {order.postedBy}</span>
          </span>
        }
        actions={isOpen && isAllowed(role, "job.control") ? <Controls order={order} /> : null}
      />
      <div className="grid gap-6">
        <Section
          id="month"
          title="This month"
          description="What its jobs have cost, and those at work may still cost at most."
        >
          <p className="px-4 py-3 tabular-nums">
            <Money usd={order.committed} className="text-base font-semibold" />{" "}
            <span className="text-muted">
              of <Money usd={order.monthLimit} spendable />, up to <Money usd={order.budget} spendable /> for each job
            </span>
          </p>
        </Section>
        <Section id="times" title="Times">
          {order.occurrences.length > 0 ? (
            <Occurrences occurrences={order.occurrences} />
          ) : (
            <Empty icon={CalendarClock} title="It was not due yet">
              Each time that it is due, its job appears here.
            </Empty>
          )}
        </Section>
        {isOpen && isAllowed(role, "job.hire") ? (
          <Section id="change" title="Timetable and budget">
            <ActionForm action={changeOrder} hidden={{ standingOrderId }} submit="Save">
              <TimetableFields key={`${order.cron} ${order.timeZone}`} order={order} />
              <NextTimes order={order} />
              <MoneyField name="monthLimit" label="Budget of a month, US dollars" defaultValue={order.monthLimit} />
            </ActionForm>
          </Section>
        ) : null}
        <Section id="brief" title="Brief" description={`By ${order.agents.map(nameOf).join(", ")}`}>
          <p className="max-h-96 max-w-[76ch] overflow-y-auto px-4 py-3 wrap-anywhere whitespace-pre-wrap">
            {order.brief}
          </p>
        </Section>
      </div>
    </div>
  );
}

function Controls({ order: { id: standingOrderId, title, status } }: { order: StandingOrder }) {
  return (
    <>
      {status === "paused" ? (
        <RowForm
          action={resumeOrder}
          hidden={{ standingOrderId }}
          label="Resume"
          about={`Let it go on: ${title}`}
          variant="secondary"
        />
      ) : (
        <RowForm
          action={pauseOrder}
          hidden={{ standingOrderId }}
          label="Pause"
          about={`Pause: ${title}`}
          variant="secondary"
        />
      )}
      <RowForm
        action={endOrder}
        hidden={{ standingOrderId }}
        label="End"
        about={`End for good: ${title}`}
        question="End this standing order for good? Its jobs stay."
        variant="danger"
      />
    </>
  );
}
