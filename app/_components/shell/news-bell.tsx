import { Bell } from "lucide-react";
import Link from "next/link";
import { api } from "@/_trpc/server";
import { Button } from "../ui/button";

const MOST_SHOWN = 99;

/** Leads to the news, and says how many nobody has read. */
export async function NewsBell() {
  const { unread } = await (await api()).notifications.unread();
  return (
    <Button variant="ghost" size="icon" asChild>
      <Link
        href="/notifications"
        aria-label={unread === 0 ? "Notifications" : `Notifications, ${unread} unread`}
        className="relative"
      >
        <Bell aria-hidden />
        {unread > 0 ? (
          <span
            aria-hidden
            className="absolute top-1 right-1 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[0.625rem] leading-none font-semibold text-accent-foreground tabular-nums"
          >
            {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
          </span>
        ) : null}
      </Link>
    </Button>
  );
}
