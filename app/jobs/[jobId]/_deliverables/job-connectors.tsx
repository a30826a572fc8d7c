import { TextLink } from "@/_components/text-link";
import { api } from "@/_trpc/server";
import { permissionsOf } from "./connector-permissions";

/** Which of the client's own systems the job's agents may use, and what they may do there now. */
export async function JobConnectors({ slugs }: { slugs: readonly string[] }) {
  if (slugs.length === 0) return null;
  const { connectors } = await (await api()).connectors.list({});
  return (
    <section aria-label="Connectors" className="grid gap-2 text-[0.8125rem]">
      <h2 className="font-semibold">Connectors its agents may use</h2>
      <ul className="grid gap-2">
        {slugs.map((slug) => {
          const connector = connectors.find((one) => one.slug === slug);
          if (!connector) {
            return (
              <li key={slug} className="wrap-anywhere">
                {slug} <span className="text-muted">was removed: its tools cannot be used any more.</span>
              </li>
            );
          }
          const permissions = permissionsOf(connector.tools);
          return (
            <li key={slug} className="grid gap-0.5 wrap-anywhere">
              <TextLink href={`/settings/connectors/${slug}`}>{connector.name}</TextLink>
              {permissions.length === 0 ? <span className="text-muted">It has no tools so far.</span> : null}
              {permissions.map(({ words, names }) => (
                <span key={words}>
                  <span className="text-muted">{words}:</span>{" "}
                  <span className="font-mono text-xs">{names.join(", ")}</span>
                </span>
              ))}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
