import { TRPCError } from "@trpc/server";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { createCaller } from "#api";
import { newId } from "#kernel";
import { currentScope } from "@/_auth";

/** Calls procedures for whoever is signed in on this request, without HTTP. */
export const api = cache(async () => {
  const forwarded = (await headers()).get("x-forwarded-for");
  return createCaller({
    scope: await currentScope(),
    requestId: newId(),
    ip: forwarded?.split(",").at(-1)?.trim() || "unknown",
    responseHeaders: new Headers(),
  });
});

/** Shows the not-found page for what does not exist, or belongs to another organization. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}
