import { getTRPCErrorFromUnknown } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { DomainError } from "#kernel";
import { createContext } from "./context";
import { describeFailure } from "./error-map";
import { reportFailure } from "./report-failure";
import { answerFailure } from "./rest/answer";
import type { SessionScope } from "./rest/authenticate";
import { countRequest } from "./rest/limits";
import { isJson, readText } from "./rest/read-body";
import { requireSameOrigin } from "./rest/same-origin";
import { appRouter } from "./router";

const TRPC_BASE = "/api/trpc";

/**
 * The web's door: tRPC over HTTP, subscriptions over SSE.
 * @param session who the browser's cookie stands for
 */
export function createTrpcDoor(session: SessionScope): (request: Request) => Promise<Response> {
  return async (request) => {
    const visitor = createContext(request, null);
    try {
      const scope = await session();
      await countRequest(scope, visitor.ip);
      const ctx = { ...visitor, scope };
      return await fetchRequestHandler({
        endpoint: TRPC_BASE,
        router: appRouter,
        req: request.method === "POST" ? await checkChange(request) : request,
        createContext: () => ctx,
        responseMeta: () => ({ headers: new Headers([...ctx.responseHeaders, ["x-request-id", ctx.requestId]]) }),
        onError: ({ error, path }) =>
          reportFailure(describeFailure(error, ctx.requestId), error, ctx, path ?? TRPC_BASE),
      });
    } catch (error) {
      const failure = describeFailure(getTRPCErrorFromUnknown(error), visitor.requestId);
      reportFailure(failure, error, visitor, TRPC_BASE);
      return answerFailure(failure, { "x-request-id": visitor.requestId });
    }
  };
}

/**
 * Only our own pages change something with the browser's cookie, and only with a body of a sane size.
 * @throws Forbidden, DomainError unsupported_media, too_large
 */
async function checkChange(request: Request): Promise<Request> {
  requireSameOrigin(request);
  if (!isJson(request))
    throw new DomainError("unsupported_media", "Send JSON, with the header “Content-Type: application/json”.");
  const body = await readText(request);
  return new Request(request.url, { method: request.method, headers: request.headers, body, signal: request.signal });
}
