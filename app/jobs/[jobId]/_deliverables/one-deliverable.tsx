import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { OrgScope } from "#kernel";
import { Markdown } from "@/_components/markdown";
import { Money } from "@/_components/money";
import { Alert } from "@/_components/ui/alert";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { When } from "@/_components/when";
import type { Deliverable, DeliveredFile } from "@/_trpc/types";
import { FileList } from "./file-list";
import { contentAddress, isPicture } from "./files";
import { readReport, reportAmong } from "./read-report";

type OneProps = {
  scope: OrgScope;
  deliverable: Deliverable;
  /** What the run is called. */
  label: string;
  /** Whether nothing else was delivered: then the report is open. Several are compared by their summaries first. */
  isOnly: boolean;
  /** US dollars; where several are compared. */
  cost: string | undefined;
  actions: ReactNode;
};

/** What one run handed over, or wanted to: its words, its files, and what is held against it. */
export async function OneDeliverable({ scope, deliverable, label, isOnly, cost, actions }: OneProps) {
  const { runId, summary, unverified, unmet, createdAt, acceptedAt, files } = deliverable;
  const reportFile = reportAmong(files);
  const report = reportFile ? await readReport(scope, reportFile) : null;
  const addressOf = (source: string) => pictureAddress(files, source);
  const embedded = report?.text ?? "";
  const pictures = files.filter(
    (file) => isPicture(file) && file.mediaType === "image/png" && !embedded.includes(encodeURI(file.name)),
  );
  return (
    <Section
      id={`deliverable-${runId}`}
      title={`${unmet === null ? "Delivered" : "Proposed"} by ${label}`}
      description={
        <>
          <When at={createdAt} />
          {cost === undefined ? null : (
            <>
              , <Money usd={cost} />
            </>
          )}
        </>
      }
      actions={acceptedAt ? <Badge tone="positive">Accepted</Badge> : actions}
    >
      <div
        className={cn("grid grid-cols-1 gap-6 p-4 lg:p-6", isOnly && "lg:grid-cols-[minmax(0,1fr)_18rem] lg:gap-10")}
      >
        <div className="grid min-w-0 grid-cols-1 content-start gap-6">
          {unmet === null ? null : (
            <Alert kind="caution" title="It does not meet the acceptance criteria">
              <ul className="grid gap-1">
                {unmet.map((reason) => (
                  <li key={reason} className="wrap-anywhere whitespace-pre-wrap">
                    {reason}
                  </li>
                ))}
              </ul>
            </Alert>
          )}
          {unverified === null ? null : (
            <Alert kind="caution" title="Not verified">
              {unverified} You pay nothing for that. Judge the work yourself.
            </Alert>
          )}
          <Markdown text={summary} imageAddress={addressOf} />
          {report ? (
            <details open={isOnly} className="group border-t border-border pt-4">
              <summary className="flex min-h-9 w-fit items-center gap-2 rounded-md pr-2 font-medium touch:min-h-11">
                <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
                The report
              </summary>
              <article aria-label={`Report by ${label}`} className="pt-4">
                <Markdown text={report.text} imageAddress={addressOf} />
                {report.isCut ? (
                  <p className="mt-4 text-muted">The report goes on. Download the file to read the rest.</p>
                ) : null}
              </article>
            </details>
          ) : null}
        </div>
        <div className="grid content-start gap-4">
          <FileList files={files} />
          {pictures.map((file) => (
            <a key={file.id} href={contentAddress(file, "inline")} className="block rounded-md">
              {/* biome-ignore lint/performance/noImgElement: the optimizer would fetch it without the reader's session */}
              <img
                src={contentAddress(file, "inline")}
                alt={file.name}
                loading="lazy"
                className="w-full rounded-md border border-border bg-white"
              />
            </a>
          ))}
        </div>
      </div>
    </Section>
  );
}

/** Where a picture that the text names is served from, if it is among the delivered files. */
function pictureAddress(files: readonly DeliveredFile[], source: string): string | null {
  const wanted = decoded(source).replace(/^\.\//, "");
  const file = files.find(
    (one) => isPicture(one) && (one.name === wanted || one.name.split("/").at(-1) === wanted.split("/").at(-1)),
  );
  return file ? contentAddress(file, "inline") : null;
}

function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}
