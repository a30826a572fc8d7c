import { answerJson } from "../answer";
import { routeTable } from "../door";
import { createOpenApi, type OpenApiDocument } from "./document";

let document: OpenApiDocument | undefined;

/** The REST door's description, written once per process. */
export function openApi(): OpenApiDocument {
  document ??= createOpenApi(routeTable.routes);
  return document;
}

export const answerOpenApi = (): Response => answerJson(openApi());
