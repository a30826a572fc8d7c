import { z } from "zod";
import { REST_BASE } from "../base";
import { compilePath } from "../match";
import { shapeOf } from "../procedures";
import type { NativeRoute, RestMeta } from "../route";
import { isNative, type ProcedureRoute, type Route } from "../routes";
import { errorBody, writer } from "./components";
import type { JsonSchema } from "./json-schema";

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly JsonSchema[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, JsonSchema>> };
  readonly responses: Readonly<Record<string, Response>>;
};

type Response = {
  readonly description: string;
  readonly headers?: JsonSchema;
  readonly content: Readonly<Record<string, JsonSchema>>;
};

export type OpenApiDocument = {
  readonly openapi: "3.1.0";
  readonly info: JsonSchema;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly securitySchemes: JsonSchema };
};

/** Of the interface, not of the program: it changes when a client must. */
const API_VERSION = "1.0.0";

const KEY_OR_SESSION: Operation["security"] = [{ apiKey: [] }, { session: [] }];
const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same body does it once; with another body it is a conflict (409).",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

/** Describes the REST door, from the same table that it answers by. */
export function createOpenApi(routes: readonly Route[]): OpenApiDocument {
  const paths = new Map<string, Record<string, Operation>>();
  for (const route of routes) {
    const path = REST_BASE + route.path;
    const method = route.method.toLowerCase();
    const operation = isNative(route) ? nativeOperation(route) : procedureOperation(route);
    const sibling = paths.get(path)?.[method];
    paths.set(path, { ...paths.get(path), [method]: sibling ? merge(sibling, operation) : operation });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Hireling",
      version: API_VERSION,
      description:
        "Hire AI agents, follow their work, and pay for exactly the tokens they used. Money is US dollars as exact decimal strings.",
    },
    paths: Object.fromEntries(paths),
    components: {
      schemas: writer.components(),
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key of your organization" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "next-auth.session-token",
          description: "The browser's sign-in",
        },
      },
    },
  };
}

function procedureOperation(route: ProcedureRoute): Operation {
  const { input, output, isPublic } = shapeOf(route);
  const { names } = compilePath(route.path);
  const fields = Object.entries(input?.shape ?? {}).filter(([name]) => name !== "idempotencyKey");
  const inPath = fields.filter(([name]) => names.includes(name));
  const rest = fields.filter(([name]) => !names.includes(name));
  const isQuery = route.method === "GET";
  return {
    ...headOf(
      route,
      route.procedure.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase()),
    ),
    security: isPublic ? [] : KEY_OR_SESSION,
    parameters: [
      ...inPath.map(([name, schema]) => parameter(name, "path", schema)),
      ...(isQuery ? rest.map(([name, schema]) => parameter(name, "query", schema)) : []),
      ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(!isQuery && input && rest.length > 0 ? { requestBody: jsonBody(input, names) } : {}),
    responses: answers(route, { "application/json": { schema: writer.write(output, "output") } }),
  };
}

function nativeOperation(route: NativeRoute): Operation {
  const { names } = compilePath(route.path);
  const { content, output, parameters = [] } = route;
  const sent: Record<string, JsonSchema> = {
    ...(output ? { "application/json": { schema: writer.write(output, "output") } } : {}),
    ...(content ? { [content.mediaType]: { schema: { type: "string", description: content.description } } } : {}),
  };
  return {
    ...headOf(
      route,
      `${route.method.toLowerCase()}${route.path.replace(/[^a-z]+(\w)?/gi, (_, l: string = "") => l.toUpperCase())}`,
    ),
    security: KEY_OR_SESSION,
    parameters: [
      ...names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
      ...parameters.map((given) => ({ ...given, required: false, schema: { type: "string" } })),
    ],
    ...(route.upload ? { requestBody: UPLOAD } : {}),
    responses: answers(route, sent),
  };
}

const UPLOAD = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: {
        type: "object",
        required: ["file"],
        properties: {
          file: { type: "string", contentMediaType: "application/octet-stream", description: "Up to 50 MB" },
        },
      },
    },
  },
};

const headOf = ({ summary, tag }: RestMeta, operationId: string) => ({ operationId, summary, tags: [tag] });

function parameter(name: string, place: "path" | "query", schema: z.core.$ZodType): JsonSchema {
  const required = place === "path" || !z.safeParse(schema, undefined).success;
  return { name, in: place, required, schema: writer.write(schema, "input") };
}

/** The body of an order: its input without what the path and the headers carry. */
function jsonBody(input: z.ZodObject, inPath: readonly string[]) {
  const carried = [...inPath, "idempotencyKey"].filter((name) => name in input.shape);
  const rest = Object.entries(input.shape).filter(([name]) => !carried.includes(name));
  const body = carried.length === 0 ? input : z.object(Object.fromEntries(rest));
  return {
    required: !body.safeParse({}).success,
    content: { "application/json": { schema: writer.write(body, "input") } },
  };
}

function answers(route: RestMeta, content: Response["content"]): Operation["responses"] {
  return {
    [String(route.status ?? 200)]: {
      description: route.status === 201 ? "Created" : "OK",
      ...(route.idempotent
        ? {
            headers: {
              "Idempotency-Replayed": {
                description: "`true` when the key had been used before",
                schema: { type: "string" },
              },
            },
          }
        : {}),
      content,
    },
    default: {
      description: "What went wrong, and what to do",
      content: { "application/json": { schema: writer.write(errorBody, "output") } },
    },
  };
}

/** Two routes of one address that send different media types are one operation. */
function merge(one: Operation, other: Operation): Operation {
  const known = new Set(one.parameters.map(({ name }) => name));
  const responses = Object.fromEntries(
    Object.entries(one.responses).map(([status, response]) => [
      status,
      { ...response, content: { ...other.responses[status]?.content, ...response.content } },
    ]),
  );
  return {
    ...one,
    parameters: [...one.parameters, ...other.parameters.filter(({ name }) => !known.has(name))],
    responses,
  };
}
