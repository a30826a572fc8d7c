import { Bell } from "lucide-react";
import type { Metadata } from "next";
import { requireScope } from "@/_auth";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { RowForm } from "@/_components/row-form";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { Badge } from "@/_components/ui/badge";
import { Card } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { When } from "@/_components/when";
import { api } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { markRead } from "./actions";

export const metadata: Metadata = { title: "Notifications" };

const A_PAGE = 50;

type Notification = Answers["notifications"]["list"]["notifications"][number];

export default async function NotificationsPage({ searchParams }: { searchParams: SearchParams }) {
  await requireScope("/notifications");
  const { before } = await searchParams;
  const cursor = typeof before === "string" && before ? before : undefined;
  const { notifications, unread, email, nextCursor } = await (await api()).notifications.list({
    limit: A_PAGE,
    cursor,
  });
  return (
    <div className="max-w-4xl">
      <PageHeader
        title="Notifications"
        description="News of your organization. What one member reads is read for all."
        actions={
          unread > 0 ? (
            <RowForm action={markRead} hidden={{}} label="Mark all as read" about="Mark all notifications as read" />
          ) : null
        }
      />
      <div className="grid gap-6">
        {email ? null : (
          <Alert title="News is shown here only">
            This agency has no mail server, so no email goes out. Its operator can set SMTP_URL and MAIL_FROM; a{" "}
            <TextLink href="/settings#webhooks">webhook</TextLink> works without.
          </Alert>
        )}
        <Card>
          {notifications.length === 0 ? (
            <Empty icon={Bell} title="No news">
              Questions of agents, alerts of <TextLink href="/budgets">budgets</TextLink> and what became of standing
              orders arrive here.
            </Empty>
          ) : (
            <ul className="divide-y divide-border">
              {notifications.map((notification) => (
                <Row key={notification.id} notification={notification} />
              ))}
            </ul>
          )}
        </Card>
        {nextCursor ? <TextLink href={`/notifications?before=${nextCursor}`}>Older news</TextLink> : null}
      </div>
    </div>
  );
}

function Row({ notification: { id, subject, body, href, createdAt, readAt } }: { notification: Notification }) {
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium break-words">{href ? <TextLink href={href}>{subject}</TextLink> : subject}</span>
          {readAt ? null : <Badge tone="accent">New</Badge>}
        </p>
        <p className="break-words">{body}</p>
        <p className="text-[0.8125rem] text-muted">
          <When at={createdAt} />
        </p>
      </div>
      {readAt ? null : (
        <RowForm
          action={markRead}
          hidden={{ notificationId: id }}
          label="Mark as read"
          about={`Mark as read: ${subject}`}
        />
      )}
    </li>
  );
}
