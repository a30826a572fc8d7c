import { callTRPCProcedure } from "@trpc/server";
import { InvalidInput, NotFound, type OrgScope } from "#kernel";
import { createContext } from "../context";
import { describeFailure, failure } from "../error-map";
import { reportFailure } from "../report-failure";
import { appRouter } from "../router";
import { answerFailure, answerJson } from "./answer";
import { authenticate, type SessionScope } from "./authenticate";
import { REST_BASE } from "./base";
import { countRequest } from "./limits";
import { nativeRoutes } from "./native";
import { procedureRoutes } from "./procedures";
import { readJson } from "./read-body";
import type { RestCall } from "./route";
import { isNative, type ProcedureRoute, RouteTable } from "./routes";

export const routeTable = new RouteTable([...procedureRoutes, ...nativeRoutes]);

/**
 * The REST door: one function that answers every request below `/api/v1`.
 * @param session who the browser's cookie stands for
 */
export function createRestDoor(session: SessionScope): (request: Request) => Promise<Response> {
  return async (request) => {
    let ctx = createContext(request, null);
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.slice(REST_BASE.length);
    const requestId = { "x-request-id": ctx.requestId };
    try {
      // A HEAD is the GET without its body, which the server leaves out.
      const method = request.method === "HEAD" ? "GET" : request.method;
      const found = routeTable.find(method, path, request.headers.get("accept") ?? "");
      if (!found.route) return refuseRoute(request, found.allow, requestId);
      const scope = await admit(request, session, ctx.ip);
      ctx = { ...ctx, scope };
      const call: RestCall = { request, params: found.params, query: Object.fromEntries(searchParams), ctx };
      const answer = isNative(found.route) ? await found.route.answer(call) : await answerProcedure(found.route, call);
      answer.headers.set("x-request-id", ctx.requestId);
      return answer;
    } catch (error) {
      const told = describeFailure(error, ctx.requestId);
      reportFailure(told, error, ctx, path);
      return answerFailure(told, requestId);
    }
  };
}

/** Who is let in, counted: a refused key counts against the address that tried it. */
async function admit(request: Request, session: SessionScope, ip: string): Promise<OrgScope | null> {
  let scope: OrgScope | null = null;
  try {
    scope = await authenticate(request, session);
  } finally {
    await countRequest(scope, ip);
  }
  return scope;
}

async function answerProcedure(route: ProcedureRoute, { request, params, query, ctx }: RestCall): Promise<Response> {
  const body = route.method === "POST" ? await readJson(request) : {};
  const input = {
    ...query,
    ...body,
    ...params,
    idempotencyKey: route.idempotent ? idempotencyKeyOf(request) : undefined,
  };
  const output: unknown = await callTRPCProcedure({
    router: appRouter,
    path: route.procedure,
    type: route.type,
    getRawInput: async () => input,
    ctx,
    signal: request.signal,
    batchIndex: 0,
  });
  return answerJson(output, route.status, ctx.responseHeaders);
}

/** The header's value; undefined without one. @throws InvalidInput for an empty one, which protects nothing */
function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.headers.get("idempotency-key");
  if (key === "")
    throw new InvalidInput("Idempotency-Key", "The Idempotency-Key header is empty. Send a new UUID for each order.");
  return key ?? undefined;
}

/** Answers a request that has no route: what the path does take, or that there is no such path. */
function refuseRoute(request: Request, methods: readonly string[], headers: Record<string, string>): Response {
  if (methods.length === 0) {
    const { code, message, details } = new NotFound("address", new URL(request.url).pathname);
    return answerFailure(failure(code, `${message} The addresses are listed at /api/openapi.json.`, details), headers);
  }
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { ...headers, allow } });
  return answerFailure(
    failure("method_not_allowed", `${request.method} is not possible here. Use ${methods.join(" or ")}.`, { allow }),
    { ...headers, allow },
  );
}
