import { compilePath, type PathPattern } from "./match";
import type { Method, NativeRoute, RestMeta } from "./route";

/** A procedure that REST reaches. */
export type ProcedureRoute = RestMeta & { readonly procedure: string; readonly type: "query" | "mutation" };

export type Route = ProcedureRoute | NativeRoute;

export const isNative = (route: Route): route is NativeRoute => "answer" in route;

type Entry = { readonly route: Route; readonly pattern: PathPattern };

export type Found =
  | { readonly route: Route; readonly params: Record<string, string> }
  | { readonly route: null; readonly allow: readonly Method[] };

const takes = (route: Route, accept: string): boolean =>
  !isNative(route) || route.accept === undefined || accept.includes(route.accept);

/** The table that the door and the OpenAPI document read. Made once. */
export class RouteTable {
  private readonly entries: readonly Entry[];

  constructor(readonly routes: readonly Route[]) {
    this.entries = routes
      .map((route) => ({ route, pattern: compilePath(route.path) }))
      // What fixes more of the path is meant first; then what asks for a media type, since it takes only some requests.
      .sort((a, b) => b.pattern.fixed - a.pattern.fixed || Number(asksType(b.route)) - Number(asksType(a.route)));
  }

  /**
   * The route of a request; else the methods that its path has (none: there is no such path).
   * @param path below `/api/v1`, with its leading slash
   * @param accept the request's `Accept` header
   */
  find(method: string, path: string, accept: string): Found {
    const allow: Method[] = [];
    for (const { route, pattern } of this.entries) {
      const params = pattern.match(path);
      if (!params) continue;
      if (route.method === method && takes(route, accept)) return { route, params };
      allow.push(route.method);
    }
    return { route: null, allow: [...new Set(allow)].sort() };
  }
}

const asksType = (route: Route): boolean => isNative(route) && route.accept !== undefined;
