import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

// OTLP/HTTP in JSON, as far as it is looked at (opentelemetry-proto).
const value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
  arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }).optional(),
});
const attributes = z.array(z.object({ key: z.string(), value }));

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes,
  status: z.object({ code: z.number().optional() }).optional(),
});
const traces = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
});

const point = z.object({ attributes, count: z.union([z.number(), z.string()]), sum: z.number() });
const metric = z.object({
  name: z.string(),
  unit: z.string(),
  histogram: z.object({ dataPoints: z.array(point) }).optional(),
});
const readings = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(metric) })) })),
});

type Value = string | number | boolean | string[] | undefined;

/** Attributes as a plain record. */
const plain = (list: z.infer<typeof attributes>): Record<string, Value> =>
  Object.fromEntries(list.map(({ key, value: v }) => [key, plainValue(v)]));

function plainValue({ stringValue, intValue, doubleValue, boolValue, arrayValue }: z.infer<typeof value>): Value {
  if (arrayValue) return arrayValue.values.map((inner) => inner.stringValue);
  return stringValue ?? (intValue === undefined ? undefined : Number(intValue)) ?? doubleValue ?? boolValue;
}

export type Collector = Awaited<ReturnType<typeof startCollector>>;

/** An OpenTelemetry collector on loopback that keeps what it is sent. */
export async function startCollector() {
  const received: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const bodies = (path: string): unknown[] =>
    received.filter((message) => message.path === path).map(({ body }) => JSON.parse(body));
  return {
    url: `http://127.0.0.1:${port}`,
    /** All of it, word for word. */
    text: () => received.map(({ body }) => body).join("\n"),
    count: () => received.length,
    spans: () =>
      bodies("/v1/traces")
        .flatMap((body) => traces.parse(body).resourceSpans)
        .flatMap(({ resource, scopeSpans }) =>
          scopeSpans.flatMap(({ spans }) =>
            spans.map((one) => ({ ...one, attributes: plain(one.attributes), resource: plain(resource.attributes) })),
          ),
        ),
    points: (name: string) =>
      bodies("/v1/metrics")
        .flatMap((body) => readings.parse(body).resourceMetrics)
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
        .filter((one) => one.name === name)
        .flatMap(({ unit, histogram }) =>
          (histogram?.dataPoints ?? []).map(({ attributes: about, count, sum }) => ({
            ...{ unit, sum, count: Number(count), attributes: plain(about) },
          })),
        ),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
