import { fileURLToPath } from "node:url";

/** The folder of the clone. Only for what runs from source (commands, the supervisor): a bundle is elsewhere. */
export const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url));
