const TOKEN = /('(?:[^']|'')*')|(--[^\n]*)|\b(\d+(?:\.\d+)?)\b|\b([A-Za-z_]+)\b/g;

const KEYWORDS = new Set(
  "select from where group by order having limit offset join left right inner outer full cross on using as and or not in is null case when then else end distinct union all with recursive over partition between like ilike asc desc filter describe summarize copy to values cast exists any qualify sample pivot unpivot true false".split(
    " ",
  ),
);

function styleOf(text: string, literal?: string, comment?: string, number?: string): string | null {
  if (comment) return "text-muted italic";
  if (literal) return "text-positive";
  if (number) return "text-caution";
  return KEYWORDS.has(text.toLowerCase()) ? "font-medium text-accent" : null;
}

/** SQL with its keywords, literals and comments told apart. */
export function Sql({ text }: { text: string }) {
  const parts: { at: number; text: string; style: string | null }[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const style = styleOf(match[0], match[1], match[2], match[3]);
    if (!style) continue;
    parts.push(
      { at: end, text: text.slice(end, match.index), style: null },
      { at: match.index, text: match[0], style },
    );
    end = match.index + match[0].length;
  }
  parts.push({ at: end, text: text.slice(end), style: null });
  return (
    <code>
      {parts.map((part) =>
        part.style ? (
          <span key={part.at} className={part.style}>
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </code>
  );
}
