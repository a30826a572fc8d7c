import { TextLink } from "@/_components/text-link";

type PagesProps = { here: string; page: number; pages: number };

/** Leads through the pages of a long list; nothing for a short one. */
export function Pages({ here, page, pages }: PagesProps) {
  if (pages <= 1) return null;
  return (
    <nav aria-label="Pages of lines" className="flex items-center gap-4 text-[0.8125rem]">
      {page > 1 ? <TextLink href={`${here}?page=${page - 1}`}>Lines before</TextLink> : null}
      <span className="text-muted">
        Page {page} of {pages}
      </span>
      {page < pages ? <TextLink href={`${here}?page=${page + 1}`}>More lines</TextLink> : null}
    </nav>
  );
}
