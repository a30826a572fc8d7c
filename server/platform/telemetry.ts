import { setTimeout as delay } from "node:timers/promises";
import { metrics, trace } from "@opentelemetry/api";
import { env } from "./env";
import { logFor } from "./log";

/** How long a collector may take that does not answer, milliseconds: a worker that drains has only seconds. */
const EXPORT_MS = 2_000;

type Export = { shutdown(): Promise<unknown> };
let running: Export | null = null;

/** Whether what this process does is told to a collector. Where it is not, nobody need write it down. */
export const isTelemetryOn = (): boolean => running !== null;

/**
 * Sends traces and metrics to the collector at OTEL_EXPORTER_OTLP_ENDPOINT, over OTLP/HTTP in JSON. Without one it does
 * nothing, and the packages that it takes are not even loaded. The other variables of OpenTelemetry hold as everywhere:
 * OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES and so on.
 */
export async function startTelemetry(): Promise<void> {
  if (running || !env().OTEL_EXPORTER_OTLP_ENDPOINT) return;
  const [sdkTrace, sdkMetrics, resources, { OTLPTraceExporter }, { OTLPMetricExporter }] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/sdk-metrics"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/exporter-metrics-otlp-http"),
  ]);
  const named = resources.resourceFromAttributes({ "service.name": "hireling" });
  // What the environment says goes over it.
  const resource = named.merge(resources.detectResources({ detectors: [resources.envDetector] }));
  const traces = new sdkTrace.TracerProvider({
    resource,
    spanProcessors: [
      new sdkTrace.BatchSpanProcessor({ exporter: new OTLPTraceExporter({ timeoutMillis: EXPORT_MS }) }),
    ],
  });
  const readings = new sdkMetrics.MeterProvider({
    resource,
    readers: [
      new sdkMetrics.PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ timeoutMillis: EXPORT_MS }),
      }),
    ],
  });
  trace.setGlobalTracerProvider(traces);
  metrics.setGlobalMeterProvider(readings);
  running = { shutdown: () => Promise.all([traces.shutdown(), readings.shutdown()]) };
  logFor({ module: "telemetry" }).info("traces and metrics are sent to a collector");
}

/** Sends what is left, if the collector takes it in time, and ends. */
export async function closeTelemetry(): Promise<void> {
  const ending = running;
  running = null;
  if (!ending) return;
  const sent = ending.shutdown().catch((error: unknown) => {
    logFor({ module: "telemetry" }).warn({ err: error }, "the last traces and metrics could not be sent");
  });
  await Promise.race([sent, delay(EXPORT_MS, undefined, { ref: false })]);
  trace.disable();
  metrics.disable();
}
