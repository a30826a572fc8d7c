"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { Strip, StripLink } from "@/_components/strip";

const PLACES = [
  { href: "/operator", label: "Overview" },
  { href: "/operator/clients", label: "Clients" },
  { href: "/operator/disputes", label: "Disputes" },
  { href: "/operator/prices", label: "Price book" },
  { href: "/operator/prices/rerates", label: "Re-rate a period" },
  { href: "/operator/prices/record", label: "Price a record" },
  { href: "/operator/limits", label: "Provider limits" },
  { href: "/operator/reconciliation", label: "Reconciliation" },
  { href: "/operator/tax", label: "Tax" },
  { href: "/operator/agents", label: "Agents as files" },
] as const;

/** Where the staff's navigation leads, and where among it one is: the place that is nearest above the page. */
export function StaffPlaces() {
  const pathname = usePathname();
  const current = PLACES.findLast(({ href }) => pathname === href || pathname.startsWith(`${href}/`))?.href;
  const strip = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is to be seen
  useEffect(() => {
    strip.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <Strip ref={strip} label="For staff" className="mb-6 print:hidden">
      {PLACES.map(({ href, label }) => (
        <StripLink key={href} href={href} isCurrent={href === current}>
          {label}
        </StripLink>
      ))}
    </Strip>
  );
}
