import { z } from "zod";

const isoTime = z.iso.datetime();

/** Whether calls of a tool are made at once, after a person has looked at each, or never. */
const PERMISSIONS = ["allow", "ask", "deny"] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const jsonObject = z.record(z.string(), z.json());
export type JsonObject = z.infer<typeof jsonObject>;

/** A part of its tools' names, so it is short, and has no underscore. */
export const connectorSlug = z
  .string()
  .regex(
    /^[a-z0-9](-?[a-z0-9])*$/,
    "must be lower case letters, digits and single hyphens, beginning with a letter or digit.",
  )
  .max(24, "must be at most 24 characters.");

const MAX_CONNECTORS_PER_JOB = 8;

/** Connectors that a job's runs may use. */
export const chosenConnectors = z
  .array(z.string().min(1).max(63))
  .max(MAX_CONNECTORS_PER_JOB, `At most ${MAX_CONNECTORS_PER_JOB} connectors serve one job.`)
  .meta({ description: "Slugs of the organization's connectors that its agents may use; absent: none" });

export const MAX_HEADERS = 5;

/** Sent with each request; told once and never shown again. */
const headers = z
  .record(
    z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "is not the name of a header."),
    z
      .string()
      .min(1, "is empty.")
      .max(8_000, "is longer than 8,000 characters.")
      .regex(/^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/, "must be plain ASCII without line breaks."),
  )
  .refine((all) => Object.keys(all).length <= MAX_HEADERS, `At most ${MAX_HEADERS} headers are sent.`)
  .refine((all) => Object.keys(all).length > 0, "Give at least one header, such as Authorization.")
  .refine(
    (all) => Object.keys(all).every((name) => !RESERVED.test(name)),
    "A header of the protocol itself cannot be set.",
  );
const RESERVED =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|accept|cookie|user-agent|mcp-.*|last-event-id|proxy-.*|sec-.*)$/i;

const name = z.string().trim().min(1, "Give it a name.").max(80, "is longer than 80 characters.");
const url = z.string().trim().min(1).max(2_000, "is longer than 2,000 characters.");

/** REST takes one object, whatever the authorization is: what belongs to it is read where it is attached. */
export const connectorOrder = z.object({
  auth: z.enum(["none", "header", "oauth", "operator"]).meta({
    description:
      "How it lets Hireling in; oauth: a person signs in, in the settings; operator: a program that the agency offers",
  }),
  name: name.optional().meta({ description: "For people; may be absent for a program" }),
  slug: connectorSlug.optional().meta({ description: "Part of its tools' names; made of the name when absent" }),
  url: url.optional().meta({ description: "Where it answers over streamable HTTP; absent for a program" }),
  headers: headers.optional().meta({ description: "For header authorization: what is sent with each request" }),
  clientId: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: "For oauth with a sign-in server that knows Hireling; absent: it introduces itself" }),
  clientSecret: z.string().min(1).max(2_000).optional(),
  program: z.string().min(1).max(40).optional().meta({ description: "For operator: one of the agency's programs" }),
});
export type ConnectorOrder = z.infer<typeof connectorOrder>;

export const connectorChanges = z.object({
  name: name.optional(),
  headers: headers.optional().meta({
    description: "Replace all that were sent but those of `keepHeaders`; only for header authorization",
  }),
  keepHeaders: z
    .array(z.string().min(1).max(100))
    .max(MAX_HEADERS)
    .optional()
    .meta({ description: "Names of headers that go on being sent as they are; all others are sent no more" }),
});
export type ConnectorChanges = z.infer<typeof connectorChanges>;

export const toolPermissions = z.record(z.string().min(1).max(128), z.enum(PERMISSIONS)).meta({
  description:
    "By the tool's name at its server: allow (calls are made at once), ask (a person sees each call first), deny",
});

const connectorToolView = z.object({
  name: z.string().meta({ description: "As its server calls it" }),
  callName: z.string().meta({ description: "As agents call it" }),
  description: z.string().meta({ description: "By its server: untrusted text" }),
  readOnly: z.boolean().meta({ description: "Its server says that it changes nothing" }),
  idempotent: z.boolean().meta({ description: "Its server says that calling it twice is like calling it once" }),
  permission: z.enum(PERMISSIONS),
  changedAt: isoTime
    .nullable()
    .meta({ description: "Since when it is described otherwise than when it was allowed; null when it is not" }),
});
export type ConnectorToolView = z.infer<typeof connectorToolView>;

export const connectorView = z.object({
  slug: z.string(),
  name: z.string(),
  auth: z.enum(["none", "header", "oauth", "operator"]),
  url: z.string().nullable().meta({ description: "Null for a program of the agency's" }),
  program: z.string().nullable(),
  headers: z.array(z.string()).meta({ description: "Names of the headers that are sent; what they say is not shown" }),
  status: z.enum(["new", "ready", "failing", "reconnect"]).meta({
    description:
      "new: sign in first; failing: it did not answer the last time; reconnect: its authorization has ended, sign in again",
  }),
  problem: z.string().nullable().meta({ description: "Why it does not work; null while it does" }),
  answeredAt: isoTime.nullable().meta({ description: "When it last answered; null when it never did" }),
  createdBy: z.string(),
  createdAt: isoTime,
  tools: z.array(connectorToolView),
});
export type ConnectorView = z.infer<typeof connectorView>;

export const lookView = z.object({
  connector: connectorView,
  leftOut: z
    .array(z.object({ name: z.string(), why: z.string() }))
    .meta({ description: "Tools that it offers and that cannot be used" }),
});
export type LookView = z.infer<typeof lookView>;

export const programView = z.object({ program: z.string(), name: z.string() });
export type ProgramView = z.infer<typeof programView>;
