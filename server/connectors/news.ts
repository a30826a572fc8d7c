import type { Tx } from "#platform";

type About = { readonly orgId: string; readonly connectorId: string; readonly slug: string; readonly name: string };

/** What an organization has to know of one of its connectors. */
export type ConnectorNews = About &
  (
    | {
        /** `failing`: it did not answer. `reconnect`: a person has to sign in again. */
        readonly kind: "failing" | "reconnect";
        readonly problem: string;
        /** Since when. */
        readonly since: Date;
      }
    | {
        /** Tools that were allowed are described otherwise now: they are asked about again. */
        readonly kind: "changed";
        readonly tools: readonly string[];
        readonly since: Date;
      }
  );

/** Tells it, as part of the system's transaction that makes it so. */
export type Tell = (tx: Tx, news: ConnectorNews) => Promise<void>;
