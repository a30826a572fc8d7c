import { notFound } from "next/navigation";
import { currentIsOperator, requireScope } from "@/_auth";

/** For pages of the staff: to everyone else they do not exist. */
export async function requireStaff(next: string): Promise<void> {
  await requireScope(next);
  if (!(await currentIsOperator())) notFound();
}
