import { z } from "zod";
import { addMember, changeRole, listMembers, newMember, removeMember, role } from "#identity";
import { anId } from "../inputs";
import { memberProcedure, router } from "../trpc";

const member = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  joinedAt: z.iso.datetime(),
});

export const membersRouter = router({
  // Everyone in an organization may see who else is.
  list: memberProcedure("job.read")
    .output(z.object({ members: z.array(member) }))
    .query(async ({ ctx }) => ({
      members: (await listMembers(ctx.scope)).map((person) => ({ ...person, joinedAt: person.joinedAt.toISOString() })),
    })),

  add: memberProcedure("member.manage")
    .input(newMember)
    .mutation(({ ctx, input }) => addMember(ctx.scope, input)),

  changeRole: memberProcedure("member.manage")
    .input(z.object({ userId: anId, role }))
    .mutation(({ ctx, input }) => changeRole(ctx.scope, input.userId, input.role)),

  remove: memberProcedure("member.manage")
    .input(z.object({ userId: anId }))
    .mutation(({ ctx, input }) => removeMember(ctx.scope, input.userId)),
});
