import type { ConnectorNews } from "#connectors";
import { type News, notify } from "#notices";
import type { Tx } from "#platform";

/** Tells an organization what has become of one of its connectors, in the transaction that writes it down. */
export async function tellConnectorNews(tx: Tx, news: ConnectorNews): Promise<void> {
  const { orgId, slug, since } = news;
  await notify(tx, { orgId, href: `/settings/connectors/${slug}`, at: since, ...lettersOf(news) });
}

function lettersOf(news: ConnectorNews): Pick<News, "kind" | "subject" | "body" | "cause" | "data"> {
  const { connectorId, slug, name, since } = news;
  const cause = `connector.${news.kind}/${connectorId}/${since.toISOString()}`;
  switch (news.kind) {
    case "failing":
      return {
        kind: "connector.failing",
        subject: `The connector ${name} does not work`,
        body: `${news.problem} Agents that use it are told so, and go on without it. It is tried again whenever one needs it.`,
        cause,
        data: { connector: slug, problem: news.problem },
      };
    case "reconnect":
      return {
        kind: "connector.reconnect",
        subject: `Reconnect ${name}`,
        body: `The authorization of the connector ${name} has ended, so agents cannot use it. Sign in again in the settings.`,
        cause,
        data: { connector: slug, problem: news.problem },
      };
    case "changed":
      return {
        kind: "connector.changed",
        subject: `${name} has changed ${news.tools.length === 1 ? "a tool" : `${news.tools.length} tools`} that you had allowed`,
        body: `It describes ${news.tools.join(", ")} otherwise than when you allowed it. Until you look at it and allow it again, you are asked before each call.`,
        cause,
        data: { connector: slug, tools: [...news.tools] },
      };
  }
}
