import { answerOpenApi } from "#api";

export const dynamic = "force-dynamic";

export const GET = (): Response => answerOpenApi();
