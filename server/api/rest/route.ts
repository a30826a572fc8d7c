import type { ZodType } from "zod";
import type { Permission } from "#identity";
import type { Context } from "../context";

export type Method = "GET" | "POST";

/** How REST reaches something: the part that matching and OpenAPI share. */
export type RestMeta = {
  readonly method: Method;
  /** Below `/api/v1`, with parameters in braces: `/jobs/{jobId}`. */
  readonly path: `/${string}`;
  /** The status of success; 200 when absent. */
  readonly status?: 201;
  readonly summary: string;
  readonly tag: string;
  /** Takes an `Idempotency-Key` header, which becomes the input's `idempotencyKey`. */
  readonly idempotent?: true;
};

/** A request that found its route. */
export type RestCall = {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly ctx: Context;
};

/** What a native route sends back on success, for OpenAPI. */
type NativeContent = {
  readonly mediaType: string;
  readonly description: string;
};

/** A route that is not JSON in, JSON out: streams, uploads and downloads. It answers by itself. */
export type NativeRoute = RestMeta & {
  readonly permission: Permission;
  /** Only requests that accept this media type come here; others go to the procedure of the same path. */
  readonly accept?: string;
  /** What it sends: JSON of this shape, or other content. */
  readonly output?: ZodType;
  readonly content?: NativeContent;
  /** Query parameters and headers, for OpenAPI. */
  readonly parameters?: readonly NativeParameter[];
  /** Takes a file as multipart. */
  readonly upload?: true;
  answer(call: RestCall): Promise<Response>;
};

type NativeParameter = { readonly name: string; readonly in: "query" | "header"; readonly description: string };
