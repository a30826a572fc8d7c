/** The house's floors (docs/architecture.md): imports go strictly down, and modules of one floor are strangers to each other. */

const MODULES = ["identity", "catalogue", "runtime", "billing", "events", "notices", "connectors"];
const TESTS = "[.](i?test|fixture)[.]tsx?$|/testing/";

const floors = [
  {
    name: "kernel-imports-nothing",
    from: "^server/kernel/",
    to: "^(server/(?!kernel/)|drizzle/|app/|workers/|bin/|e2e/)",
  },
  {
    name: "platform-and-schema-stay-on-floor-1",
    from: "^(server/platform|drizzle)/",
    to: "^(server/(?!kernel/|platform/)|app/|workers/|bin/|e2e/)",
  },
  ...MODULES.map((module) => ({
    name: `${module}-knows-only-the-floors-below`,
    from: `^server/${module}/`,
    to: `^(server/(?!kernel/|platform/|${module}/)|app/|workers/|bin/|e2e/)`,
  })),
  {
    name: "hiring-stays-below-the-doors",
    from: "^server/hiring/",
    to: "^(server/(api|desk)/|app/|workers/|bin/|e2e/)",
  },
  { name: "desk-stays-below-the-doors", from: "^server/desk/", to: "^(server/api/|app/|workers/|bin/|e2e/)" },
  { name: "server-knows-no-surface", from: "^server/", to: "^(app|workers|bin|e2e)/" },
  { name: "app-and-workers-are-strangers", from: "^app/", to: "^(workers|bin|e2e)/" },
  { name: "workers-know-no-app", from: "^workers/", to: "^(app|bin|e2e)/" },
];

/** @type {{ forbidden: import("dependency-cruiser").IForbiddenRuleType[], options: import("dependency-cruiser").ICruiseOptions }} */
export default {
  forbidden: [
    ...floors.map(({ name, from, to }) => ({
      name,
      severity: "error",
      from: { path: from, pathNot: TESTS },
      to: { path: to },
    })),
    {
      name: "modules-have-one-door",
      comment: "Another module is imported by its index.ts only.",
      severity: "error",
      from: { path: "^server/([^/]+)/", pathNot: TESTS },
      to: { path: "^server/([^/]+)/", pathNot: ["^server/$1/", "^server/[^/]+/index[.]ts$"] },
    },
    {
      name: "surfaces-use-the-doors",
      severity: "error",
      from: { path: "^(app|workers)/", pathNot: TESTS },
      to: { path: "^server/", pathNot: ["^server/[^/]+/index[.]ts$", "^server/[^/]+/schema[.]ts$"] },
    },
    {
      name: "no-circles",
      severity: "error",
      from: { pathNot: TESTS },
      to: { circular: true, viaOnly: { pathNot: "^node_modules" } },
    },
    { name: "everything-resolves", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^next-env" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^([.]next|dist|drizzle/migrations)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
