import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/_components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <div className="mx-auto grid max-w-md justify-items-start gap-3 py-16">
      <p className="text-muted">404</p>
      <h1 className="text-xl font-semibold">There is nothing at this address</h1>
      <p className="text-muted">
        The link may be mistyped, or it belongs to another organization than the one you are signed in to.
      </p>
      <div className="mt-2 flex gap-2">
        <Button variant="primary" asChild>
          <Link href="/">Go to the roster</Link>
        </Button>
        <Button asChild>
          <Link href="/jobs">Your jobs</Link>
        </Button>
      </div>
    </div>
  );
}
