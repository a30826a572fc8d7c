type Place = { readonly href: string; readonly label: string; readonly membersOnly: boolean };

/** Where the navigation leads. */
export const PLACES: readonly Place[] = [
  { href: "/", label: "Roster", membersOnly: false },
  { href: "/prices", label: "Prices", membersOnly: false },
  { href: "/jobs", label: "Jobs", membersOnly: true },
  { href: "/bill", label: "Bill", membersOnly: true },
  { href: "/wallet", label: "Wallet", membersOnly: true },
  { href: "/budgets", label: "Budgets", membersOnly: true },
  { href: "/settings", label: "Settings", membersOnly: true },
];

const BELOW: Readonly<Record<string, string>> = {
  agents: "/",
  invoices: "/bill",
  spend: "/bill",
  "standing-orders": "/jobs",
};

/** The place that a page belongs to. */
export function placeOf(pathname: string): string {
  const [first = ""] = pathname.slice(1).split("/");
  return BELOW[first] ?? `/${first}`;
}
