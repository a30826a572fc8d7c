import type { ReactNode } from "react";
import { Card } from "./ui/card";

/** The frame of the pages in front of the agency: sign in, register. */
export function Door({
  title,
  lead,
  children,
  foot,
}: {
  title: string;
  lead: ReactNode;
  children: ReactNode;
  foot: ReactNode;
}) {
  return (
    <div className="mx-auto grid w-full max-w-sm gap-5 py-6 sm:py-12">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="text-muted">{lead}</p>
      </div>
      <Card className="p-5">{children}</Card>
      <p className="text-muted">{foot}</p>
    </div>
  );
}
