import { Repeat } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { isAllowed } from "#identity";
import { requireScope } from "@/_auth";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { api } from "@/_trpc/server";
import { describeCron } from "./_orders/frequency";
import { NextTime, type StandingOrder, StandingStatus } from "./_orders/standing-status";

export const metadata: Metadata = { title: "Standing orders" };

export default async function StandingOrdersPage() {
  const { role } = await requireScope("/standing-orders");
  const { standingOrders } = await (await api()).standingOrders.list({});
  const create = isAllowed(role, "job.hire") ? (
    <Button variant="primary" asChild>
      <Link href="/standing-orders/new">
        <Repeat aria-hidden />
        Repeat a job
      </Link>
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title="Standing orders"
        description="Jobs that are posted again and again. Each has a budget for the month, and pauses by itself when that is used up or after three failures in a row."
        actions={create}
      />
      <Card>
        {standingOrders.length > 0 ? (
          <ul className="divide-y divide-border">
            {standingOrders.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </ul>
        ) : (
          <Empty icon={Repeat} title="No standing orders" action={create}>
            Take a job that went well, and say how often it should be done and what a month may cost.
          </Empty>
        )}
      </Card>
    </>
  );
}

function OrderRow({ order }: { order: StandingOrder }) {
  return (
    <li className="relative grid grid-cols-1 gap-x-6 gap-y-1.5 px-4 py-3 hover:bg-sunken sm:grid-cols-[minmax(0,1fr)_6rem_11rem] sm:items-center">
      <div className="min-w-0">
        <Link
          href={`/standing-orders/${order.id}`}
          className="font-medium wrap-anywhere after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {order.title}
        </Link>
        <p className="text-[0.8125rem] text-muted">
          {describeCron(order.cron)} ({order.timeZone}), <NextTime order={order} />
        </p>
      </div>
      <div>
        <StandingStatus status={order.status} />
      </div>
      <p className="text-[0.8125rem] tabular-nums sm:text-right">
        <Money usd={order.committed} className="font-medium" />{" "}
        <span className="text-muted">
          of <Money usd={order.monthLimit} spendable /> this month
        </span>
      </p>
    </li>
  );
}
