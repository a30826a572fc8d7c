import { answerHealth } from "#api";

// Never prerendered: it tells about now.
export const dynamic = "force-dynamic";

export const GET = (): Promise<Response> => answerHealth();
