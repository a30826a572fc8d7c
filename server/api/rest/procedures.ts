import type { AnyTRPCRouter } from "@trpc/server";
import { z } from "zod";
import { appRouter } from "../router";
import type { Meta } from "../trpc";
import type { ProcedureRoute } from "./routes";

/** A procedure as it stands at run time: under its dotted name, with its schemas, which tRPC's types leave out. */
type Definition = {
  readonly type: "query" | "mutation" | "subscription";
  readonly meta?: Meta;
  readonly inputs: readonly unknown[];
  readonly output?: unknown;
};

const router: AnyTRPCRouter = appRouter;
const procedures: Readonly<Record<string, { readonly _def: Definition }>> = router._def.procedures;

/** Every procedure that REST reaches. */
export const procedureRoutes: readonly ProcedureRoute[] = Object.entries(procedures).flatMap(([procedure, { _def }]) =>
  _def.meta?.rest && _def.type !== "subscription" ? [{ ..._def.meta.rest, procedure, type: _def.type }] : [],
);

/** What OpenAPI tells about a procedure. NULL input: it takes none. */
export type Shape = {
  readonly input: z.ZodObject | null;
  readonly output: z.ZodType;
  /** Whether a visitor may call it without a key. */
  readonly isPublic: boolean;
};

/** @throws Error when a REST procedure has no schema to describe: a mistake of ours, found by the tests */
export function shapeOf({ procedure }: ProcedureRoute): Shape {
  const { inputs = [], output, meta } = procedures[procedure]?._def ?? {};
  const [input, ...more] = inputs;
  if (!(output instanceof z.ZodType)) throw new Error(`${procedure} is served over REST and needs an output schema`);
  if (more.length > 0 || (input !== undefined && !(input instanceof z.ZodObject))) {
    throw new Error(`${procedure} is served over REST and needs one input schema, an object`);
  }
  return { input: input ?? null, output, isPublic: meta?.permission === undefined };
}
