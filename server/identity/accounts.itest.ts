import { afterEach, describe, expect, it } from "vitest";
import { Conflict, Forbidden, NotFound, type OrgScope, Unauthenticated } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../e2e/fixtures/database/index";
import {
  addMember,
  changeRole,
  createApiKey,
  getOrganization,
  linkSignIn,
  listApiKeys,
  listMembers,
  listOrganizationsOf,
  type OnCreated,
  registerPerson,
  removeMember,
  revokeApiKey,
  scopeForApiKey,
  scopeForCommandLine,
  scopeForUser,
  verifyPassword,
} from "./index";

const { owner } = testDatabase();

const nothingMore: OnCreated = async () => undefined;
const IP = "127.0.0.1";
let people = 0;

/** Someone new, with an organization of their own. */
async function newcomer(organization = "Acme"): Promise<{ userId: string; email: string; scope: OrgScope }> {
  const email = `person${++people}@example.com`;
  const { user } = await registerPerson(
    { email, password: "a long password", name: `Person ${people}`, organization },
    { onCreated: nothingMore, ip: IP },
  );
  return { userId: user.id, email, scope: await scopeForUser(user.id) };
}

const auditOf = async ({ orgId }: OrgScope): Promise<string[]> => {
  const { rows } = await owner.query("select action from audit_log where org_id = $1 order by created_at, id", [orgId]);
  return rows.map(({ action }) => action);
};

afterEach(() => {
  delete process.env.HOST;
  reloadEnv();
});

describe("registration", () => {
  it("makes a person and an organization that they own, and both names' addresses unique", async () => {
    const first = await newcomer("Twin");
    const second = await newcomer("Twin");
    expect(first.scope).toMatchObject({ role: "owner", actor: { userId: first.userId, apiKeyId: null } });
    const slugs = await Promise.all([first, second].map(async ({ scope }) => (await getOrganization(scope)).slug));
    expect(slugs).toEqual(["twin", "twin-2"]);
  });

  it("gives many of one name at once an address each", async () => {
    const all = await Promise.all(Array.from({ length: 3 }, () => newcomer("Crowd")));
    const slugs = await Promise.all(all.map(async ({ scope }) => (await getOrganization(scope)).slug));
    expect(new Set(slugs).size).toBe(3);
  });

  it("refuses a taken address, whatever its case, and leaves nothing behind", async () => {
    const { email } = await newcomer();
    const again = registerPerson(
      { email: email.toUpperCase(), password: "another password", name: "Other", organization: "Leftover" },
      { onCreated: nothingMore, ip: IP },
    );
    await expect(again).rejects.toThrow(/Sign in instead/);
    expect((await owner.query("select from organizations where name = 'Leftover'")).rowCount).toBe(0);
  });

  it("is all or nothing with what else the organization needs", async () => {
    const failing = registerPerson(
      { email: "nobody@example.com", password: "a long password", name: "Nobody", organization: "Halfway" },
      { ip: IP, onCreated: () => Promise.reject(new Error("no wallet")) },
    );
    await expect(failing).rejects.toThrow("no wallet");
    expect((await owner.query("select from users where email = 'nobody@example.com'")).rowCount).toBe(0);
  });
});

describe("a password", () => {
  it("lets its person in, and nobody else", async () => {
    const { userId, email } = await newcomer();
    expect(await verifyPassword(` ${email.toUpperCase()} `, "a long password", IP)).toMatchObject({
      id: userId,
      email,
    });
    expect(await verifyPassword(email, "a wrong password", IP)).toBeNull();
    expect(await verifyPassword("unknown@example.com", "a long password", IP)).toBeNull();
  });

  it("cannot be guessed for long, but a right one in between starts the count anew", async () => {
    const { email } = await newcomer();
    const guess = (password: string) => verifyPassword(email, password, "192.0.2.1");
    for (let n = 0; n < 9; n++) expect(await guess("wrong")).toBeNull();
    expect(await guess("a long password")).not.toBeNull();
    for (let n = 0; n < 10; n++) expect(await guess("wrong")).toBeNull();
    await expect(guess("a long password")).rejects.toMatchObject({ code: "rate_limited" });
    expect(await verifyPassword(email, "a long password", "192.0.2.2")).not.toBeNull();
  });
});

describe("a sign-in elsewhere", () => {
  const signIn = (subject: string, verifiedEmail: string | null, signedInAs: string | null = null) =>
    linkSignIn({ provider: "github", subject, verifiedEmail, name: "Grace" }, { onCreated: nothingMore, signedInAs });

  it("makes a person with an organization once, and finds them again by its own id", async () => {
    const first = await signIn("1", "Grace@Example.com");
    expect(first).toMatchObject({ email: "grace@example.com", name: "Grace" });
    expect(await listOrganizationsOf(first.id)).toMatchObject([{ name: "Grace", role: "owner" }]);
    expect(await signIn("1", "other@example.com")).toEqual(first);
    expect(await signIn("1", null)).toEqual(first);
  });

  it("links another one by its verified address", async () => {
    const first = await signIn("2", "linked@example.com");
    expect(await signIn("3", "linked@example.com")).toEqual(first);
  });

  it("without a verified address is refused", async () => {
    await expect(signIn("4", null)).rejects.toThrow(Forbidden);
  });

  it("does not take over an account that has a password, unless its person is signed in", async () => {
    const { email, userId } = await newcomer();
    await expect(signIn("5", email)).rejects.toThrow(/Sign in with it first/);
    expect(await signIn("5", email, userId)).toMatchObject({ id: userId });
    expect(await signIn("5", null)).toMatchObject({ id: userId });
  });
});

describe("an API key", () => {
  it("lets its holder in, with its own role, until it is revoked", async () => {
    const { scope, userId } = await newcomer();
    const { id, secret, prefix } = await createApiKey(scope, { name: "robot", role: "member" });
    expect(await scopeForApiKey(`Bearer ${secret}`)).toMatchObject({
      orgId: scope.orgId,
      role: "member",
      actor: { userId: null, apiKeyId: id, label: "key “robot”" },
    });
    expect(await listApiKeys(scope)).toMatchObject([{ id, name: "robot", prefix, role: "member", revokedAt: null }]);

    await revokeApiKey(scope, id);
    await revokeApiKey(scope, id);
    await expect(scopeForApiKey(secret)).rejects.toThrow(Unauthenticated);
    expect(await auditOf(scope)).toEqual(["organization.created", "api_key.created", "api_key.revoked"]);
    expect((await owner.query("select created_by, hash from api_keys where id = $1", [id])).rows[0]).toMatchObject({
      created_by: userId,
      hash: expect.not.stringContaining(secret),
    });
  });

  it("notes its use at most once a minute", async () => {
    const { scope } = await newcomer();
    const { id, secret } = await createApiKey(scope, { name: "busy", role: "member" });
    const lastUsed = async () => (await listApiKeys(scope))[0]?.lastUsedAt?.getTime();
    await scopeForApiKey(secret);
    const first = await lastUsed();
    await scopeForApiKey(secret);
    expect(await lastUsed()).toBe(first);
    await owner.query("update api_keys set last_used_at = now() - interval '2 minutes' where id = $1", [id]);
    await scopeForApiKey(secret);
    expect(await lastUsed()).toBeGreaterThanOrEqual(first ?? Number.POSITIVE_INFINITY);
  });

  it("that is unknown or malformed is none", async () => {
    await expect(scopeForApiKey(`hk_${"x".repeat(43)}`)).rejects.toThrow(Unauthenticated);
    await expect(scopeForApiKey("Bearer nonsense")).rejects.toThrow(Unauthenticated);
  });

  it("never has a greater role than its maker, and is another organization's secret", async () => {
    const { scope } = await newcomer();
    const admin = await scopeForApiKey((await createApiKey(scope, { name: "admin", role: "admin" })).secret);
    await expect(createApiKey(admin, { name: "up", role: "owner" })).rejects.toThrow(Forbidden);
    const member = await scopeForApiKey((await createApiKey(admin, { name: "member", role: "member" })).secret);
    await expect(createApiKey(member, { name: "side", role: "member" })).rejects.toThrow(
      /needs the role owner or admin/,
    );

    const stranger = await newcomer();
    const [key] = await listApiKeys(scope);
    expect(await listApiKeys(stranger.scope)).toEqual([]);
    await expect(revokeApiKey(stranger.scope, key?.id ?? "")).rejects.toThrow(NotFound);
  });
});

describe("members", () => {
  it("are people who have registered, added once", async () => {
    const { scope } = await newcomer();
    const friend = await newcomer();
    await expect(addMember(scope, { email: "nobody-yet@example.com", role: "member" })).rejects.toThrow(
      /register first/,
    );
    await addMember(scope, { email: friend.email, role: "billing" });
    await expect(addMember(scope, { email: friend.email, role: "member" })).rejects.toThrow(Conflict);
    expect(await listMembers(scope)).toMatchObject([
      { role: "owner" },
      { id: friend.userId, email: friend.email, role: "billing" },
    ]);
    expect(await scopeForUser(friend.userId, scope.orgId)).toMatchObject({ role: "billing" });
  });

  it("lose their access with their membership, and keep it to the organizations they are in", async () => {
    const { scope } = await newcomer();
    const friend = await newcomer();
    await expect(scopeForUser(friend.userId, scope.orgId)).rejects.toThrow(NotFound);
    await addMember(scope, { email: friend.email, role: "member" });
    await changeRole(scope, friend.userId, "admin");
    expect(await scopeForUser(friend.userId, scope.orgId)).toMatchObject({ role: "admin" });
    await removeMember(scope, friend.userId);
    await expect(scopeForUser(friend.userId, scope.orgId)).rejects.toThrow(NotFound);
    expect(await auditOf(scope)).toEqual([
      "organization.created",
      "member.added",
      "member.role_changed",
      "member.removed",
    ]);
  });

  it("never lose their last owner, even when two owners remove each other", async () => {
    const first = await newcomer();
    const second = await newcomer();
    await expect(removeMember(first.scope, first.userId)).rejects.toThrow(/last owner/);
    await expect(changeRole(first.scope, first.userId, "member")).rejects.toThrow(/last owner/);
    await addMember(first.scope, { email: second.email, role: "owner" });
    const other = await scopeForUser(second.userId, first.scope.orgId);
    const outcomes = await Promise.allSettled([
      removeMember(first.scope, second.userId),
      removeMember(other, first.userId),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { rows } = await owner.query("select from members where org_id = $1 and role = 'owner'", [first.scope.orgId]);
    expect(rows).toHaveLength(1);
  });

  it("with the role admin manage others, but no owner", async () => {
    const { scope, userId } = await newcomer();
    const friend = await newcomer();
    await addMember(scope, { email: friend.email, role: "admin" });
    const admin = await scopeForUser(friend.userId, scope.orgId);
    await expect(removeMember(admin, userId)).rejects.toThrow(/Only an owner/);
    await expect(changeRole(admin, friend.userId, "owner")).rejects.toThrow(/Only an owner/);
    await expect(removeMember(admin, "not-an-id")).rejects.toThrow(NotFound);
  });
});

describe("the demo organization on a public address", () => {
  it("takes neither its people nor its keys, while others come in", async () => {
    const demo = await newcomer("Try me");
    const other = await newcomer("Real");
    const { secret } = await createApiKey(demo.scope, { name: "demo", role: "member" });
    await owner.query("update organizations set is_demo = true where id = $1", [demo.scope.orgId]);
    await expect(scopeForApiKey(secret)).resolves.toMatchObject({ orgId: demo.scope.orgId });

    process.env.HOST = "0.0.0.0";
    reloadEnv();
    const refusal = /demo organization is switched off/;
    await expect(verifyPassword(demo.email, "a long password", IP)).rejects.toThrow(refusal);
    await expect(scopeForUser(demo.userId)).rejects.toThrow(refusal);
    await expect(scopeForApiKey(secret)).rejects.toThrow(refusal);
    await expect(scopeForCommandLine("try-me")).rejects.toThrow(refusal);
    expect(await verifyPassword(other.email, "a long password", IP)).toMatchObject({ id: other.userId });

    // Someone who has more than the demo goes on with the rest.
    await addMember(other.scope, { email: demo.email, role: "member" });
    expect(await scopeForUser(demo.userId)).toMatchObject({ orgId: other.scope.orgId });
  });
});
