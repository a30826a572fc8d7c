import { and, eq, isNull } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { recordAudit, type Tx } from "#platform";

/**
 * Takes a model off duty until an operator looks at it (an unrated component arrived, say). The first reason stays.
 * @param tx a system transaction: the application role cannot write models
 * @param reason a sentence for people
 */
export async function takeModelOffDuty(tx: Tx, modelId: string, reason: string): Promise<void> {
  const { models } = schema;
  const changed = await tx
    .update(models)
    .set({ offDutyReason: reason })
    .where(and(eq(models.id, modelId), isNull(models.offDutyReason)))
    .returning({ name: models.name });
  for (const { name } of changed) {
    await recordAudit(tx, {
      orgId: null,
      actor: "system",
      action: "model.taken_off_duty",
      data: { modelId, name, reason },
    });
  }
}
