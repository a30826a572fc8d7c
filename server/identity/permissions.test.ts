import { describe, expect, it } from "vitest";
import { Forbidden, mintScope, type Role } from "#kernel";
import { canGrant, isAllowed, PERMISSIONS, ROLES, requirePermission } from "./permissions";

const scopeOf = (role: Role) => mintScope("org", role, { userId: "user", apiKeyId: null, label: "someone" });

describe("what each role may do", () => {
  const table = Object.fromEntries(
    ROLES.map((role) => [role, PERMISSIONS.filter((permission) => isAllowed(role, permission))]),
  );

  it("is this table", () => {
    expect(table).toEqual({
      owner: PERMISSIONS,
      admin: PERMISSIONS.filter((permission) => permission !== "organization.manage"),
      billing: ["job.read", "bill.read", "bill.invoice", "wallet.topup", "budget.manage"],
      member: ["job.read", "job.hire", "job.control", "job.accept", "bill.read"],
    });
  });

  it("leaves no permission without a role", () => {
    for (const permission of PERMISSIONS) expect(ROLES.some((role) => isAllowed(role, permission))).toBe(true);
  });
});

describe("granting", () => {
  it("never gives what one has not", () => {
    for (const by of ROLES) {
      for (const role of ROLES) {
        const within = PERMISSIONS.every((permission) => !isAllowed(role, permission) || isAllowed(by, permission));
        expect(canGrant(by, role)).toBe(within);
      }
    }
    expect(canGrant("admin", "owner")).toBe(false);
    expect(canGrant("billing", "member")).toBe(false);
    expect(canGrant("admin", "billing")).toBe(true);
  });
});

describe("requirePermission", () => {
  it("lets through who may", () => expect(() => requirePermission(scopeOf("member"), "job.hire")).not.toThrow());

  it("names the roles to a person who may not", () => {
    expect(() => requirePermission(scopeOf("billing"), "job.hire")).toThrow(Forbidden);
    expect(() => requirePermission(scopeOf("billing"), "job.hire")).toThrow(
      /owner, admin or member, and yours is billing/,
    );
    expect(() => requirePermission(scopeOf("admin"), "organization.manage")).toThrow(/needs the role owner, /);
  });
});
