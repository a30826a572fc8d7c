import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { organizations } from "#drizzle/schema/index";
import { registerPerson } from "#identity";
import { mintScope, newId, type OrgScope } from "#kernel";
import { reloadEnv, withSystem } from "#platform";
import { testDatabase } from "../../e2e/fixtures/database/index";
import {
  countUnread,
  createWebhook,
  deliverOutbox,
  listNotifications,
  listWebhooks,
  markRead,
  notify,
  removeWebhook,
} from ".";
import { MAX_TRIES } from "./delivery/rules";
import { type MailServer, startMailServer, startWebhookServer, type WebhookServer } from "./testing/receivers";

const { owner } = testDatabase();
const never = new AbortController().signal;
const paper = async (orgId: string, invoiceId: string) => ({
  fileName: `${invoiceId}.pdf`,
  content: Buffer.from(`paper of ${orgId}`),
});
const deliver = () => deliverOutbox(never, paper);
/** Brings what waits for its next try forward. */
const dueNow = () => owner.query("update outbox set next_try_at = now() - interval '1 second'");

let scope: OrgScope;
let receiver: WebhookServer;

beforeAll(async () => {
  receiver = await startWebhookServer();
});
afterAll(() => receiver.close());

beforeEach(async () => {
  delete process.env.SMTP_URL;
  delete process.env.MAIL_FROM;
  reloadEnv();
  await owner.query("update outbox set sent_at = now() where sent_at is null");
  const orgId = newId();
  await withSystem((tx) => tx.insert(organizations).values({ id: orgId, slug: `client-${orgId}`, name: "Client" }));
  scope = mintScope(orgId, "owner", { userId: null, apiKeyId: null, label: "test" });
});

const tell = (cause: string, orgId = scope.orgId) =>
  withSystem((tx) =>
    notify(tx, {
      orgId,
      kind: "budget.alert",
      subject: "80% is spent",
      body: "Raise it.",
      href: "/budgets",
      cause,
      data: { percent: 80 },
      at: new Date("2026-01-02T03:04:05Z"),
    }),
  );

describe("news in the app", () => {
  it("are told once for each cause, also to many at once, and read by page", async () => {
    const told = await Promise.all(Array.from({ length: 8 }, () => tell("a")));
    expect(told.filter(Boolean)).toHaveLength(1);
    await tell("b");
    const page = await listNotifications(scope, { limit: 1 });
    expect(page).toMatchObject({
      unread: 2,
      notifications: [{ subject: "80% is spent", href: "/budgets", readAt: null }],
    });
    const next = await listNotifications(scope, { limit: 1, cursor: page.nextCursor ?? "" });
    expect(next).toMatchObject({ nextCursor: null });
    await markRead(scope, next.notifications[0]?.id);
    expect(await countUnread(scope)).toBe(1);
    await markRead(scope);
    expect(await countUnread(scope)).toBe(0);
  });

  it("are nobody else's", async () => {
    const { notifications } = await tell("c").then(() => listNotifications(scope, { limit: 1 }));
    const stranger = mintScope(newId(), "owner", scope.actor);
    expect(await listNotifications(stranger, { limit: 9 })).toMatchObject({ unread: 0, notifications: [] });
    await expect(markRead(stranger, notifications[0]?.id)).rejects.toThrow(/no notification/);
  });
});

describe("a webhook", () => {
  const signatureOf = (secret: string, headers: Record<string, unknown>, body: string) => {
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  };

  it("gets each event once, signed, and again after a failure", async () => {
    const { secret, id } = await createWebhook(scope, { url: receiver.url });
    expect(secret).toMatch(/^whsec_.{32}$/);
    const before = receiver.received.length;
    await tell("signed");
    receiver.answerWith(500);
    expect(await deliver()).toBe(1);
    expect((await listWebhooks(scope))[0]).toMatchObject({
      id,
      lastSentAt: null,
      failure: expect.stringMatching(/500/),
    });
    expect(await deliver()).toBe(0);
    await dueNow();
    // However many look at the same time, one sends it.
    const tries = await Promise.all(Array.from({ length: 6 }, deliver));
    expect(tries.reduce((sum, count) => sum + count, 0)).toBe(1);
    await dueNow();
    expect(await deliver()).toBe(0);
    expect((await listWebhooks(scope))[0]).toMatchObject({ failure: null, lastSentAt: expect.any(String) });

    const [first, second, ...more] = receiver.received.slice(before);
    expect(more).toEqual([]);
    expect(first?.headers["webhook-id"]).toBe(second?.headers["webhook-id"]);
    for (const { headers, body } of [first, second].flatMap((event) => event ?? [])) {
      expect(headers["webhook-signature"]).toBe(signatureOf(secret, headers, body));
      expect(JSON.parse(body)).toEqual({
        type: "budget.alert",
        timestamp: "2026-01-02T03:04:05.000Z",
        data: { percent: 80 },
      });
    }
  });

  it("is not followed elsewhere, and is given up at last with the failure kept", async () => {
    await createWebhook(scope, { url: receiver.url });
    await tell("hopeless");
    for (let no = 0; no < MAX_TRIES; no++) {
      receiver.answerWith(302);
      await dueNow();
      expect(await deliver()).toBe(1);
    }
    await dueNow();
    expect(await deliver()).toBe(0);
    expect((await listWebhooks(scope))[0]?.failure).toMatch(/302/);
    expect(receiver.received.every(({ headers }) => headers.host?.startsWith("127.0.0.1"))).toBe(true);
  });

  it("that was removed gets nothing more", async () => {
    const { id } = await createWebhook(scope, { url: receiver.url });
    await tell("too late");
    const before = receiver.received.length;
    await removeWebhook(scope, id);
    expect(await deliver()).toBe(1);
    await dueNow();
    expect(await deliver()).toBe(0);
    expect(receiver.received).toHaveLength(before);
    expect(await listWebhooks(scope)).toEqual([]);
    await expect(removeWebhook(scope, id)).rejects.toThrow(/no webhook/);
  });

  it("keeps its secret sealed", async () => {
    const { id, secret } = await createWebhook(scope, { url: receiver.url });
    const { rows } = await owner.query<{ secret: string }>("select secret from webhook_endpoints where id = $1", [id]);
    expect(rows[0]?.secret).not.toContain(secret.slice(6));
  });
});

describe("a letter", () => {
  let mail: MailServer;
  beforeAll(async () => {
    mail = await startMailServer(["gone@example.com"]);
  });
  afterAll(() => mail.close());

  it("waits for a mail server, then goes to owners, admins and billing members", async () => {
    const email = `ada-${newId()}@example.com`;
    const { orgId } = await registerPerson(
      { email, password: "correct horse", name: "Ada", organization: "Ada's" },
      { onCreated: async () => undefined, ip: "test" },
    );
    await tell("letter", orgId);
    expect(await deliver()).toBe(0);
    process.env.SMTP_URL = mail.url;
    process.env.MAIL_FROM = "Hireling <agency@example.com>";
    reloadEnv();
    expect(await deliver()).toBe(1);
    expect(await deliver()).toBe(0);
    expect(mail.letters).toHaveLength(1);
    expect(mail.letters[0]?.to).toEqual([email]);
    for (const part of ["From: Hireling <agency@example.com>", "Subject: 80% is spent", "Raise it.", "/budgets"]) {
      expect(mail.letters[0]?.text).toContain(part);
    }
  });

  it("takes its invoice along", async () => {
    process.env.SMTP_URL = mail.url;
    process.env.MAIL_FROM = "agency@example.com";
    reloadEnv();
    await owner.query(
      `insert into outbox (id, org_id, channel, target, payload, cause)
       values (gen_random_uuid(), $1, 'email', 'books@example.com', '{"subject":"Invoice","text":"Attached.","attachments":[{"invoiceId":"I-1"}]}', 'invoice')`,
      [scope.orgId],
    );
    expect(await deliver()).toBe(1);
    const letter = mail.letters.at(-1);
    expect(letter?.to).toEqual(["books@example.com"]);
    expect(letter?.text).toContain("filename=I-1.pdf");
    expect(letter?.text).toContain(Buffer.from(`paper of ${scope.orgId}`).toString("base64").slice(0, 40));
  });

  it("that is refused keeps the server's words, and is tried again", async () => {
    process.env.SMTP_URL = mail.url;
    process.env.MAIL_FROM = "agency@example.com";
    reloadEnv();
    await owner.query(
      `insert into outbox (id, org_id, channel, target, payload, cause)
       values (gen_random_uuid(), $1, 'email', 'gone@example.com', '{"subject":"s","text":"t"}', 'x')`,
      [scope.orgId],
    );
    expect(await deliver()).toBe(1);
    const { rows } = await owner.query("select failure, tries from outbox where target = 'gone@example.com'");
    expect(rows).toEqual([{ failure: expect.stringMatching(/no such mailbox/), tries: 1 }]);
  });
});
