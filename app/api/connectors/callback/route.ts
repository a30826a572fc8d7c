import { redirect } from "next/navigation";
import { requireScope } from "@/_auth";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";

const CONNECTORS = "/settings/connectors";

/** Where a sign-in server sends a member back to. What it brings is good once, for whoever began it. */
export async function GET(request: Request): Promise<never> {
  const { searchParams: brought } = new URL(request.url);
  await requireScope(CONNECTORS);
  redirect(await finish(brought));
}

/** @returns the page that says how it went */
async function finish(brought: URLSearchParams): Promise<string> {
  try {
    const { slug } = await (await api()).connectors.finishSignIn({
      state: brought.get("state") ?? "",
      code: brought.get("code") ?? undefined,
      issuer: brought.get("iss") ?? undefined,
      error: brought.get("error") ?? undefined,
    });
    return `${CONNECTORS}/${slug}`;
  } catch (error) {
    return `${CONNECTORS}?problem=${PROBLEMS[refusalOf(error).field ?? ""] ?? "failed"}`;
  }
}

/** What was wrong, by the field: a word, since whoever makes a link could put any words into one. */
const PROBLEMS: Readonly<Record<string, string>> = { code: "refused", state: "stale", iss: "stale" };
