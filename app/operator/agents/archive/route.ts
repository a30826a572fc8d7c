import { exportAgents, packZip } from "#catalogue";
import { NotFound } from "#kernel";
import { currentIsOperator } from "@/_auth";

/** The folders of one agent (`?slug=`), or of all, as a zip: the same agents make the same bytes. For the staff. */
export async function GET(request: Request): Promise<Response> {
  if (!(await currentIsOperator())) return new Response("Not found", { status: 404 });
  const slug = new URL(request.url).searchParams.get("slug");
  try {
    const agents = await exportAgents(slug === null ? [] : [slug]);
    const files = agents.flatMap((agent) =>
      agent.files.map(({ path, content }) => ({ path: `${agent.slug}/${path}`, content })),
    );
    return new Response(Buffer.from(packZip(files)), {
      headers: {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="${agents.length === 1 ? agents[0]?.slug : "agents"}.zip"`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    if (error instanceof NotFound) return new Response(error.message, { status: 404 });
    throw error;
  }
}
