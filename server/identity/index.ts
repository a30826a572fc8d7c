export { addMember } from "./commands/add-member";
export { changeRole } from "./commands/change-role";
export { type CreatedApiKey, createApiKey } from "./commands/create-api-key";
export { type ForeignSignIn, linkSignIn } from "./commands/link-sign-in";
export { type Registered, registerPerson } from "./commands/register-person";
export { removeMember } from "./commands/remove-member";
export { revokeApiKey } from "./commands/revoke-api-key";
export { type SeedLogin, seedHouse } from "./commands/seed-house";
export { verifyPassword } from "./commands/verify-password";
export type { OnCreated } from "./organizations";
export { canGrant, isAllowed, PERMISSIONS, type Permission, ROLES, requirePermission } from "./permissions";
export {
  type ApiKey,
  findUser,
  getOrganization,
  isOperator,
  listApiKeys,
  listMembers,
  listOrganizationsOf,
  type Member,
  type Membership,
  type Organization,
  type User,
} from "./queries";
export {
  type NewApiKey,
  type NewMember,
  newApiKey,
  newMember,
  type Registration,
  registration,
  role,
} from "./schema";
export {
  findHiringScope,
  scopeForApiKey,
  scopeForCommandLine,
  scopeForPost,
  scopeForStaff,
  scopeForUser,
} from "./scopes";
