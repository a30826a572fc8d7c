import { Download } from "lucide-react";
import { Button } from "./ui/button";

/** Takes a table along. */
export function CsvLink({ href, of }: { href: string; of: string }) {
  return (
    <Button asChild size="sm">
      <a href={href} download aria-label={`${of} as CSV`}>
        <Download aria-hidden />
        CSV
      </a>
    </Button>
  );
}
