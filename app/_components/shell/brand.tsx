import Link from "next/link";

export function Brand() {
  return (
    <Link href="/" className="flex items-center gap-2 rounded-md font-semibold tracking-tight touch:min-h-11">
      <svg viewBox="0 0 32 32" aria-hidden className="size-6">
        <rect width="32" height="32" rx="7" className="fill-accent" />
        <path
          d="M9 8v16M23 8v16M9 16h14"
          className="stroke-accent-foreground"
          fill="none"
          strokeWidth="3.2"
          strokeLinecap="round"
        />
        <circle cx="16" cy="16" r="3.4" className="fill-accent stroke-accent-foreground" strokeWidth="2.4" />
      </svg>
      Hireling
    </Link>
  );
}
